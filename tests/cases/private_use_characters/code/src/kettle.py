










def boil(water):

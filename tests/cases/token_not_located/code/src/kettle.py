def boil

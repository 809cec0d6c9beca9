

def boil():
    pass

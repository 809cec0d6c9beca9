
def boil(water):
    water.heat(100)
    return water


def brew(tea, minutes):
    wait(minutes)
    strain(tea)
    return tea

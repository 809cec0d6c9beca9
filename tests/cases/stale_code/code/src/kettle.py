import water


def boil(water):
    water.heat(100)
    return water


def brew(tea, minutes):
    wait(60 * minutes)
    strain(tea)
    return tea

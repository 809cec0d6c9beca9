


def poll():

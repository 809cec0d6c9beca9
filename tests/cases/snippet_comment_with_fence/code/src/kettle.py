

boil()

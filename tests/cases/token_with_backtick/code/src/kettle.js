

say(`hot`)

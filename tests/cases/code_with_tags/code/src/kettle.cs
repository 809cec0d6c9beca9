

List<Cup>

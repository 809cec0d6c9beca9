CREATE TABLE parcel (
    code     TEXT PRIMARY KEY,
    promised TEXT NOT NULL
);

CREATE TABLE event (
    code   TEXT NOT NULL REFERENCES parcel (code),
    status TEXT NOT NULL CHECK (status <> ''),
    place  TEXT NOT NULL,
    at     TEXT NOT NULL,
    PRIMARY KEY (code, at)
);

CREATE INDEX event_by_place ON event (place, at);

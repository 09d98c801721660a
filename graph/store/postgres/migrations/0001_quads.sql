-- Dictionary. hash is the first 16 bytes of the SHA-256 of the term; a field that PostgreSQL's text cannot hold
-- (a NUL) is replaced by a sign, and raw then keeps the term as it is.
CREATE TABLE term (
    id       bigint   NOT NULL PRIMARY KEY,
    hash     bytea    NOT NULL,
    kind     smallint NOT NULL, -- 1 IRI, 2 blank node, 3 literal
    value    text     NOT NULL,
    datatype text     NOT NULL,
    lang     text     NOT NULL,
    dir      text     NOT NULL,
    raw      bytea
);
CREATE UNIQUE INDEX term_hash ON term (hash);

-- Quads: subject, predicate, object, label (1: none).
CREATE TABLE fwd (
    s bigint NOT NULL,
    p bigint NOT NULL,
    o bigint NOT NULL,
    g bigint NOT NULL,
    PRIMARY KEY (s, p, o, g)
);
CREATE INDEX rev ON fwd (o, p, s, g);
CREATE INDEX fwd_p ON fwd (p);
CREATE INDEX fwd_g ON fwd (g);

CREATE TABLE blob (
    key    bytea NOT NULL PRIMARY KEY,
    value  bytea NOT NULL,
    sha256 bytea NOT NULL
);

-- One row: how often the store has changed, and the largest id given out.
CREATE TABLE meta (
    one     boolean NOT NULL PRIMARY KEY CHECK (one),
    version bigint  NOT NULL,
    max_id  bigint  NOT NULL
);
INSERT INTO meta VALUES (true, 0, 1);

-- The keys that sign tokens, for all processes that use the database.
CREATE TABLE signing_key (
  number     BIGINT NOT NULL, -- 1 for the first key; each rotation adds the next number
  created_at BIGINT NOT NULL,
  jwk        TEXT   NOT NULL, -- JSON Web Key (RFC 7517) with the private key
  PRIMARY KEY (number)
);

-- Plain enough for SQLite and PostgreSQL alike.
-- Moments are BIGINT: ticks of 100 ns since 1970-01-01T00:00:00Z, the precision that the API shows.

CREATE TABLE omf_connection (
  tenant_id           TEXT   NOT NULL,
  namespace_id        TEXT   NOT NULL,
  id                  TEXT   NOT NULL,
  name                TEXT,
  description         TEXT,
  client_ids          TEXT   NOT NULL, -- JSON array, in the order in which they were given
  created_at          BIGINT NOT NULL,
  active_at           BIGINT NOT NULL,
  deleted_at          BIGINT,
  owner_type          TEXT   NOT NULL,
  owner_id            TEXT   NOT NULL,
  access_control_list TEXT   NOT NULL, -- JSON
  PRIMARY KEY (tenant_id, namespace_id, id)
);

-- The order of a list.
CREATE INDEX omf_connection_by_creation
  ON omf_connection (tenant_id, namespace_id, created_at, id);

-- What waits to be purged.
CREATE INDEX omf_connection_deleted
  ON omf_connection (deleted_at)
  WHERE deleted_at IS NOT NULL;

-- The rule that a client belongs to one connection of a namespace is this table's primary key.
CREATE TABLE client_mapping (
  tenant_id         TEXT NOT NULL,
  namespace_id      TEXT NOT NULL,
  client_id         TEXT NOT NULL,
  omf_connection_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, namespace_id, client_id),
  FOREIGN KEY (tenant_id, namespace_id, omf_connection_id)
    REFERENCES omf_connection (tenant_id, namespace_id, id) ON DELETE CASCADE
);

CREATE INDEX client_mapping_of_connection
  ON client_mapping (tenant_id, namespace_id, omf_connection_id);

-- A namespace's collection has a row once its list has been written.
CREATE TABLE omf_connection_collection (
  tenant_id           TEXT NOT NULL,
  namespace_id        TEXT NOT NULL,
  access_control_list TEXT NOT NULL, -- JSON
  PRIMARY KEY (tenant_id, namespace_id)
);

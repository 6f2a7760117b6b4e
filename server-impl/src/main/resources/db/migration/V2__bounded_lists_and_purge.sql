-- Makes the rows that decide who may read a connection small, so that a list reads the large parts only of the
-- connections that it returns.

-- Equal access control lists are stored once. A row is never changed. It is removed with its last reference.
CREATE TABLE access_control_list (
  id      TEXT NOT NULL, -- SHA-256 of the entries in hexadecimal, or a number if this migration made the row
  entries TEXT NOT NULL, -- JSON
  PRIMARY KEY (id)
);

INSERT INTO access_control_list (id, entries)
SELECT 'V1-' || row_number() OVER (), entries
FROM (
  SELECT access_control_list AS entries FROM omf_connection
  UNION
  SELECT access_control_list FROM omf_connection_collection
) AS distinct_lists;

-- Nullable only because a column that is added with a foreign key can't be NOT NULL in SQLite.
ALTER TABLE omf_connection
  ADD COLUMN access_control_list_id TEXT REFERENCES access_control_list (id);
UPDATE omf_connection
  SET access_control_list_id = list.id
  FROM access_control_list AS list
  WHERE list.entries = omf_connection.access_control_list;
ALTER TABLE omf_connection DROP COLUMN access_control_list;

ALTER TABLE omf_connection_collection
  ADD COLUMN access_control_list_id TEXT REFERENCES access_control_list (id);
UPDATE omf_connection_collection
  SET access_control_list_id = list.id
  FROM access_control_list AS list
  WHERE list.entries = omf_connection_collection.access_control_list;
ALTER TABLE omf_connection_collection DROP COLUMN access_control_list;

-- The references to a list.
CREATE INDEX omf_connection_by_access_control_list
  ON omf_connection (access_control_list_id);
CREATE INDEX omf_connection_collection_by_access_control_list
  ON omf_connection_collection (access_control_list_id);

-- The client ids of a connection take up to several megabytes.
CREATE TABLE omf_connection_content (
  tenant_id         TEXT NOT NULL,
  namespace_id      TEXT NOT NULL,
  omf_connection_id TEXT NOT NULL,
  client_ids        TEXT NOT NULL, -- JSON array, in the order in which they were given
  PRIMARY KEY (tenant_id, namespace_id, omf_connection_id),
  FOREIGN KEY (tenant_id, namespace_id, omf_connection_id)
    REFERENCES omf_connection (tenant_id, namespace_id, id) ON DELETE CASCADE
);

INSERT INTO omf_connection_content (tenant_id, namespace_id, omf_connection_id, client_ids)
SELECT tenant_id, namespace_id, id, client_ids FROM omf_connection;
ALTER TABLE omf_connection DROP COLUMN client_ids;

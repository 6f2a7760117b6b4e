-- PostgreSQL chooses an index by statistics, and has none about a new database. So there must be one index only that begins
-- with the columns that a statement gives values to. Otherwise it can choose the one that leads to the whole namespace.

-- The order of a list, and not for a connection by its id: only a statement that contains the condition, which is always
-- true, can use this index.
DROP INDEX omf_connection_by_creation;
CREATE INDEX omf_connection_in_order
  ON omf_connection (tenant_id, namespace_id, created_at, id)
  WHERE created_at <> -1;

-- Both indexes of this table began with the namespace. Renamed first, so that no other process can add rows to it.
ALTER TABLE client_mapping RENAME TO client_mapping_4;
CREATE TABLE client_mapping (
  tenant_id         TEXT NOT NULL,
  namespace_id      TEXT NOT NULL,
  client_id         TEXT NOT NULL,
  omf_connection_id TEXT NOT NULL,
  PRIMARY KEY (client_id, tenant_id, namespace_id),
  FOREIGN KEY (tenant_id, namespace_id, omf_connection_id)
    REFERENCES omf_connection (tenant_id, namespace_id, id) ON DELETE CASCADE
);
INSERT INTO client_mapping (tenant_id, namespace_id, client_id, omf_connection_id)
SELECT tenant_id, namespace_id, client_id, omf_connection_id FROM client_mapping_4;
DROP TABLE client_mapping_4;
CREATE INDEX client_mapping_by_connection
  ON client_mapping (omf_connection_id, tenant_id, namespace_id);

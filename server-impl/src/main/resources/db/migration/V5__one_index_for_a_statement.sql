-- PostgreSQL chooses an index by statistics, and has none about a new database. So there must be one index only that begins
-- with the columns that a statement gives values to. Otherwise it can choose the one that leads to the whole namespace.

-- The keys of this table began with the namespace, like its other index.
CREATE TABLE client_mapping_by_client (
  tenant_id         TEXT NOT NULL,
  namespace_id      TEXT NOT NULL,
  client_id         TEXT NOT NULL,
  omf_connection_id TEXT NOT NULL,
  PRIMARY KEY (client_id, tenant_id, namespace_id),
  FOREIGN KEY (tenant_id, namespace_id, omf_connection_id)
    REFERENCES omf_connection (tenant_id, namespace_id, id) ON DELETE CASCADE
);
INSERT INTO client_mapping_by_client (tenant_id, namespace_id, client_id, omf_connection_id)
SELECT tenant_id, namespace_id, client_id, omf_connection_id FROM client_mapping;
DROP TABLE client_mapping;
ALTER TABLE client_mapping_by_client RENAME TO client_mapping;
CREATE INDEX client_mapping_by_connection
  ON client_mapping (omf_connection_id, tenant_id, namespace_id);

-- The order of a list, and not for a connection by its id: only a statement that contains the condition, which is always
-- true, can use this index.
CREATE INDEX omf_connection_in_order
  ON omf_connection (tenant_id, namespace_id, created_at, id)
  WHERE created_at <> -1;
DROP INDEX omf_connection_by_creation;

-- PostgreSQL chooses indexes by statistics, and has none about a new or restored database. Until it has, a statement must
-- find no index but the one that leads to its rows. So indexes that are read in order have a condition that only the
-- statements contain that read them in order, and the columns of another index are in an order of their own.

DROP INDEX omf_connection_by_creation;
CREATE INDEX omf_connection_in_order
  ON omf_connection (tenant_id, namespace_id, created_at, id)
  WHERE created_at <> -1;

DROP INDEX omf_connection_deleted;
CREATE INDEX omf_connection_to_purge
  ON omf_connection (deleted_at)
  WHERE deleted_at IS NOT NULL AND created_at <> -1;

DROP INDEX client_mapping_of_connection;
CREATE INDEX client_mapping_by_connection
  ON client_mapping (omf_connection_id, tenant_id, namespace_id);

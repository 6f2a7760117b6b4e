import createClient from 'openapi-fetch';

import { namespaceId, type Result, run, tenantId, url } from '../scenario';
import type { components, paths } from './target/contract';

const NAMESPACE = '/tenants/{tenantId}/namespaces/{namespaceId}' as const;
const COLLECTION = `${NAMESPACE}/omfConnections` as const;
const CONNECTION = `${COLLECTION}/{omfConnectionId}` as const;
const COLLECTION_ACCESS = `${NAMESPACE}/accesscontrol/omfConnections` as const;

async function result<T>(
  sent: Promise<{ data?: T; error?: components['schemas']['ErrorResponseBody']; response: Response }>,
): Promise<Result<T>> {
  const { data, error, response } = await sent;
  return { status: response.status, data, error };
}

run((token) => {
  const client = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });
  const collection = { path: { tenantId, namespaceId } };
  const connection = (id: string) => ({ path: { tenantId, namespaceId, omfConnectionId: id } });
  return {
    createOmfConnection: (body) => result(client.POST(COLLECTION, { params: collection, body })),
    getOmfConnections: () => result(client.GET(COLLECTION, { params: collection })),
    getOmfConnection: (id) => result(client.GET(CONNECTION, { params: connection(id) })),
    updateOmfConnection: (id, body) => result(client.PUT(CONNECTION, { params: connection(id), body })),
    deleteOmfConnection: (id) => result(client.DELETE(CONNECTION, { params: connection(id) })),
    getOmfConnectionAccessControlList: (id) =>
      result(client.GET(`${CONNECTION}/accesscontrol`, { params: connection(id) })),
    updateOmfConnectionAccessControlList: (id, body) =>
      result(client.PUT(`${CONNECTION}/accesscontrol`, { params: connection(id), body })),
    listOmfConnectionAccessRights: (id) =>
      result(client.GET(`${CONNECTION}/accessrights`, { params: connection(id) })),
    getOmfConnectionOwner: (id) => result(client.GET(`${CONNECTION}/owner`, { params: connection(id) })),
    updateOmfConnectionOwner: (id, body) =>
      result(client.PUT(`${CONNECTION}/owner`, { params: connection(id), body })),
    getOmfConnectionsAccessControlList: () => result(client.GET(COLLECTION_ACCESS, { params: collection })),
    updateOmfConnectionsAccessControlList: (body) =>
      result(client.PUT(COLLECTION_ACCESS, { params: collection, body })),
    listOmfConnectionsAccessRights: () =>
      result(client.GET(`${NAMESPACE}/accessrights/omfConnections`, { params: collection })),
  };
});

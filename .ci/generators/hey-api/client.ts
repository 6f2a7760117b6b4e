import { namespaceId, type Result, run, tenantId, url } from '../scenario';
import * as sdk from './target/client';
import { client } from './target/client/client.gen';

async function result<T>(
  sent: Promise<{ data?: T; error?: sdk.ErrorResponseBody; response?: Response }>,
): Promise<Result<T>> {
  const { data, error, response } = await sent;
  return { status: response?.status ?? 0, data, error };
}

run((token) => {
  client.setConfig({ baseUrl: url, auth: token });
  const path = { tenantId, namespaceId };
  const connection = (id: string) => ({ ...path, omfConnectionId: id });
  return {
    createOmfConnection: (body) => result(sdk.createOmfConnection({ path, body })),
    getOmfConnections: () => result(sdk.getOmfConnections({ path })),
    getOmfConnection: (id) => result(sdk.getOmfConnection({ path: connection(id) })),
    updateOmfConnection: (id, body) => result(sdk.updateOmfConnection({ path: connection(id), body })),
    deleteOmfConnection: (id) => result(sdk.deleteOmfConnection({ path: connection(id) })),
    getOmfConnectionAccessControlList: (id) =>
      result(sdk.getOmfConnectionAccessControlList({ path: connection(id) })),
    updateOmfConnectionAccessControlList: (id, body) =>
      result(sdk.updateOmfConnectionAccessControlList({ path: connection(id), body })),
    listOmfConnectionAccessRights: (id) => result(sdk.listOmfConnectionAccessRights({ path: connection(id) })),
    getOmfConnectionOwner: (id) => result(sdk.getOmfConnectionOwner({ path: connection(id) })),
    updateOmfConnectionOwner: (id, body) => result(sdk.updateOmfConnectionOwner({ path: connection(id), body })),
    getOmfConnectionsAccessControlList: () => result(sdk.getOmfConnectionsAccessControlList({ path })),
    updateOmfConnectionsAccessControlList: (body) =>
      result(sdk.updateOmfConnectionsAccessControlList({ path, body })),
    listOmfConnectionsAccessRights: () => result(sdk.listOmfConnectionsAccessRights({ path })),
  };
});

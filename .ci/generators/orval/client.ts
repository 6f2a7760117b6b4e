// Sends requests with Orval's fetch client, and parses all request bodies and data with Orval's zod schemas.
import type { ZodType } from 'zod';

import { type ErrorResponseBody, namespaceId, type Result, run, tenantId, url } from '../scenario';
import * as api from './target/fetch';
import * as zod from './target/zod';

process.env.OMF_API_URL = url; // orval.config.ts names this variable

type Data<R> = R extends { status: 200 | 202; data: infer D } ? D : never;

async function result<R extends { status: number; data: unknown }>(
  sent: Promise<R>,
  schema: ZodType<Data<R>>,
): Promise<Result<Data<R>>> {
  const { status, data } = await sent;
  return status < 300 ? { status, data: schema.parse(data) } : { status, error: data as ErrorResponseBody };
}

run((token) => {
  const options = { headers: { Authorization: `Bearer ${token}` } };
  const path = [tenantId, namespaceId] as const;
  return {
    createOmfConnection: (body) =>
      result(
        api.createOmfConnection(...path, zod.CreateOmfConnectionBody.parse(body), options),
        zod.CreateOmfConnectionResponse,
      ),
    getOmfConnections: () => result(api.getOmfConnections(...path, options), zod.GetOmfConnectionsResponse),
    getOmfConnection: (id) => result(api.getOmfConnection(...path, id, options), zod.GetOmfConnectionResponse),
    updateOmfConnection: (id, body) =>
      result(
        api.updateOmfConnection(...path, id, zod.UpdateOmfConnectionBody.parse(body), options),
        zod.UpdateOmfConnectionResponse,
      ),
    deleteOmfConnection: (id) =>
      result(api.deleteOmfConnection(...path, id, options), zod.DeleteOmfConnectionResponse),
    getOmfConnectionAccessControlList: (id) =>
      result(
        api.getOmfConnectionAccessControlList(...path, id, options),
        zod.GetOmfConnectionAccessControlListResponse,
      ),
    updateOmfConnectionAccessControlList: (id, body) =>
      result(
        api.updateOmfConnectionAccessControlList(
          ...path,
          id,
          zod.UpdateOmfConnectionAccessControlListBody.parse(body),
          options,
        ),
        zod.UpdateOmfConnectionAccessControlListResponse,
      ),
    listOmfConnectionAccessRights: (id) =>
      result(api.listOmfConnectionAccessRights(...path, id, options), zod.ListOmfConnectionAccessRightsResponse),
    getOmfConnectionOwner: (id) =>
      result(api.getOmfConnectionOwner(...path, id, options), zod.GetOmfConnectionOwnerResponse),
    updateOmfConnectionOwner: (id, body) =>
      result(
        api.updateOmfConnectionOwner(...path, id, zod.UpdateOmfConnectionOwnerBody.parse(body), options),
        zod.UpdateOmfConnectionOwnerResponse,
      ),
    getOmfConnectionsAccessControlList: () =>
      result(
        api.getOmfConnectionsAccessControlList(...path, options),
        zod.GetOmfConnectionsAccessControlListResponse,
      ),
    updateOmfConnectionsAccessControlList: (body) =>
      result(
        api.updateOmfConnectionsAccessControlList(
          ...path,
          zod.UpdateOmfConnectionsAccessControlListBody.parse(body),
          options,
        ),
        zod.UpdateOmfConnectionsAccessControlListResponse,
      ),
    listOmfConnectionsAccessRights: () =>
      result(api.listOmfConnectionsAccessRights(...path, options), zod.ListOmfConnectionsAccessRightsResponse),
  };
});

// The scenario for clients in TypeScript. Its types are written by hand: the generated ones must be assignable to them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

export interface OmfConnection {
  Id?: string | null;
  Name?: string | null;
  State?: 'Creating' | 'Active' | 'Deleting' | 'Deleted' | null;
  Description?: string | null;
  CreatedDate?: string;
  ClientIds?: string[] | null;
}

export interface OmfConnectionBody {
  Name: string;
  Description?: string | null;
  ClientIds: string[];
}

export interface Trustee {
  Type?: 1 | 2 | 3;
  ObjectId?: string | null;
  TenantId?: string | null;
}

export interface AccessControlList {
  RoleTrusteeAccessControlEntries?:
    | { Trustee?: Trustee | null; AccessType?: 0 | 1; AccessRights?: number }[]
    | null;
}

export type Right = 'Read' | 'Write' | 'Delete' | 'ManageAccessControl' | 'Share';

export interface ErrorResponseBody {
  OperationId?: string | null;
  Error?: string | null;
  Reason?: string | null;
  Resolution?: string | null;
  Parameters?: Record<string, string> | null;
}

/** A response: `data` if it has status 2xx, otherwise `error`. */
export interface Result<T> {
  status: number;
  data?: T;
  error?: ErrorResponseBody;
}

/** The operations of the contract; `id` identifies an OMF connection. */
export interface Client {
  createOmfConnection(body: OmfConnectionBody): Promise<Result<OmfConnection>>;
  getOmfConnections(): Promise<Result<{ Results?: OmfConnection[] | null }>>;
  getOmfConnection(id: string): Promise<Result<OmfConnection>>;
  updateOmfConnection(id: string, body: OmfConnectionBody): Promise<Result<OmfConnection>>;
  deleteOmfConnection(id: string): Promise<Result<OmfConnection>>;
  getOmfConnectionAccessControlList(id: string): Promise<Result<AccessControlList>>;
  updateOmfConnectionAccessControlList(id: string, body: AccessControlList): Promise<Result<AccessControlList>>;
  listOmfConnectionAccessRights(id: string): Promise<Result<Right[]>>;
  getOmfConnectionOwner(id: string): Promise<Result<Trustee>>;
  updateOmfConnectionOwner(id: string, body: Trustee): Promise<Result<Trustee>>;
  getOmfConnectionsAccessControlList(): Promise<Result<AccessControlList>>;
  updateOmfConnectionsAccessControlList(body: AccessControlList): Promise<Result<AccessControlList>>;
  listOmfConnectionsAccessRights(): Promise<Result<Right[]>>;
}

export const base = variable('OMF_BASE_URL');
export const url = process.env.OMF_API_URL ?? `${base}/api/v1`;
export const tenantId = variable('OMF_TENANT');
export const namespaceId = variable('OMF_NAMESPACE');

const ALL_RIGHTS: Right[] = ['Read', 'Write', 'Delete', 'ManageAccessControl', 'Share'];

/** Runs the scenario; `create` makes a client that sends the given token. */
export function run(create: (token: string) => Client): void {
  scenario(create).catch((e) => {
    console.error(e);
    process.exitCode = 1;
  });
}

async function scenario(create: (token: string) => Client): Promise<void> {
  const client = create(await token());

  const clientIds = [randomUUID(), randomUUID()];
  const body = { Name: 'Boiler "house" 🏭', Description: 'line\nback\\slash', ClientIds: clientIds };
  const created = data(await client.createOmfConnection(body), 202);
  const { Id: id, CreatedDate: createdDate } = created;
  assert(id);
  assert.match(createdDate ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
  assert.deepEqual(created, { ...body, Id: id, State: 'Creating', CreatedDate: createdDate });

  await until(async () => data(await client.getOmfConnection(id), 200).State === 'Active');
  const active = { ...created, State: 'Active' };
  const results = data(await client.getOmfConnections(), 200).Results ?? [];
  assert.deepEqual(results.find((connection) => connection.Id === id), active);
  assert.deepEqual(data(await client.getOmfConnection(id), 200), active);

  const update = { Name: 'another name', Description: null, ClientIds: clientIds.slice(1) };
  assert.deepEqual(data(await client.updateOmfConnection(id, update), 200), { ...active, ...update });

  const acl = data(await client.getOmfConnectionAccessControlList(id), 200);
  const newAcl = with_(acl, [
    { Trustee: { Type: 3, ObjectId: 'a role', TenantId: tenantId }, AccessType: 0, AccessRights: 3 },
    { Trustee: { Type: 1, ObjectId: 'a user', TenantId: tenantId }, AccessType: 1, AccessRights: 4 },
    { Trustee: null, AccessType: 0, AccessRights: 0 },
  ]);
  assert.deepEqual(data(await client.updateOmfConnectionAccessControlList(id, newAcl), 200), newAcl);
  assert.deepEqual(data(await client.getOmfConnectionAccessControlList(id), 200), newAcl);
  assert.deepEqual(data(await client.listOmfConnectionAccessRights(id), 200), ALL_RIGHTS);

  const owner = { Type: 2 as const, ObjectId: variable('OMF_CLIENT_ID'), TenantId: tenantId };
  assert.deepEqual(data(await client.getOmfConnectionOwner(id), 200), owner);
  const newOwner = { ...owner, ObjectId: variable('OMF_SECOND_CLIENT_ID') };
  assert.deepEqual(data(await client.updateOmfConnectionOwner(id, newOwner), 200), newOwner);
  assert.deepEqual(data(await client.getOmfConnectionOwner(id), 200), newOwner);

  const collection = data(await client.getOmfConnectionsAccessControlList(), 200);
  const extended = with_(collection, [{ Trustee: newOwner, AccessType: 0, AccessRights: 1 }]);
  assert.deepEqual(data(await client.updateOmfConnectionsAccessControlList(extended), 200), extended);
  assert.deepEqual(data(await client.getOmfConnectionsAccessControlList(), 200), extended);
  assert.deepEqual(data(await client.updateOmfConnectionsAccessControlList(collection), 200), collection);
  assert.deepEqual(data(await client.listOmfConnectionsAccessRights(), 200), ALL_RIGHTS);

  const duplicate = error(await client.createOmfConnection({ ...update, Name: 'a duplicate' }), 400);
  assert(duplicate.Parameters?.['ClientIds[0]'], 'no parameter ClientIds[0]');

  assert.equal(data(await client.deleteOmfConnection(id), 202).State, 'Deleting');
  await until(async () => (await client.getOmfConnection(id)).status !== 200);
  error(await client.getOmfConnection(id), 404);
}

function with_(acl: AccessControlList, entries: AccessControlList['RoleTrusteeAccessControlEntries']) {
  assert(acl.RoleTrusteeAccessControlEntries?.length, 'an empty access control list');
  return { RoleTrusteeAccessControlEntries: [...acl.RoleTrusteeAccessControlEntries, ...(entries ?? [])] };
}

function data<T>(result: Result<T>, status: number): T {
  assert.equal(result.status, status, JSON.stringify(result));
  assert(result.data !== undefined);
  return result.data;
}

function error(result: Result<unknown>, status: number): ErrorResponseBody {
  assert.equal(result.status, status, JSON.stringify(result));
  const { OperationId, Error, Reason, Resolution, Parameters } = result.error ?? {};
  assert(OperationId && Error && Reason && Resolution && Parameters, JSON.stringify(result));
  return { OperationId, Error, Reason, Resolution, Parameters };
}

async function token(): Promise<string> {
  const discovery = await (await fetch(`${base}/identity/.well-known/openid-configuration`)).json();
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: variable('OMF_CLIENT_ID'),
    client_secret: variable('OMF_CLIENT_SECRET'),
  });
  return (await (await fetch(discovery.token_endpoint, { method: 'POST', body: form })).json()).access_token;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await condition())) {
    assert(Date.now() < end, 'timed out');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function variable(name: string): string {
  const value = process.env[name];
  assert(value, `${name} is not set`);
  return value;
}

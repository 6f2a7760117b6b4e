// Runs the scenario with the client of ogen.
package main

import (
	"context"
	"crypto/rand"
	"reflect"

	. "omfconnections.io/generators"
	"omfconnections.io/generators/ogen/target/client"
)

var (
	ctx       = context.Background()
	allRights = []client.CommonAccessRights{
		client.CommonAccessRightsRead, client.CommonAccessRightsWrite, client.CommonAccessRightsDelete,
		client.CommonAccessRightsManageAccessControl, client.CommonAccessRightsShare,
	}
)

type bearer string

func (b bearer) ClientCredentials(context.Context, client.OperationName) (client.ClientCredentials, error) {
	return client.ClientCredentials{Token: string(b)}, nil
}

func main() {
	api, err := client.NewClient(URL, bearer(Token()))
	Require(err == nil, err)

	ids := []string{rand.Text(), rand.Text()}
	name, description := "Boiler \"house\" 🏭", "line\nback\\slash"
	create := &client.OmfConnectionCreate{
		Name:        client.NewOptNilString(name),
		Description: client.NewOptNilString(description),
		ClientIds:   ids,
	}
	expected := client.OmfConnection{
		Name:        client.NewOptNilString(name),
		State:       client.NewOptNilOmfConnectionState(client.OmfConnectionStateCreating),
		Description: client.NewOptNilString(description),
		ClientIds:   client.NewOptNilStringArray(ids),
	}
	created := response[*client.OmfConnectionHeaders](api.CreateOmfConnection(ctx, create,
		client.CreateOmfConnectionParams{TenantId: Tenant, NamespaceId: Namespace})).Response
	expected.ID, expected.CreatedDate = created.ID, created.CreatedDate
	Require(created.ID.Value != "" && !created.CreatedDate.Value.IsZero(), created)
	Equal(created, expected)

	id := created.ID.Value
	get := func() client.GetOmfConnectionRes {
		res, err := api.GetOmfConnection(ctx,
			client.GetOmfConnectionParams{TenantId: Tenant, NamespaceId: Namespace, OmfConnectionId: id})
		Require(err == nil, err)
		return res
	}
	Until(func() bool {
		connection := response[*client.OmfConnectionHeaders](get(), nil).Response
		return connection.State.Value == client.OmfConnectionStateActive
	})
	expected.State.SetTo(client.OmfConnectionStateActive)
	Equal(response[*client.OmfConnectionHeaders](get(), nil).Response, expected)
	list := response[*client.OmfConnectionsHeaders](api.GetOmfConnections(ctx,
		client.GetOmfConnectionsParams{TenantId: Tenant, NamespaceId: Namespace})).Response
	found := false
	for _, connection := range list.Results.Value {
		found = found || reflect.DeepEqual(connection, expected)
	}
	Require(found, list)

	update := &client.OmfConnectionUpdate{Name: "another name", ClientIds: ids[1:]}
	update.Description.SetToNull()
	expected.Name.SetTo("another name")
	expected.Description.SetToNull()
	expected.ClientIds.SetTo(ids[1:])
	Equal(response[*client.OmfConnectionHeaders](api.UpdateOmfConnection(ctx, update,
		client.UpdateOmfConnectionParams{TenantId: Tenant, NamespaceId: Namespace, OmfConnectionId: id})).Response, expected)

	getACL := func() client.AccessControlList {
		return response[*client.AccessControlListHeaders](api.GetOmfConnectionAccessControlList(ctx,
			client.GetOmfConnectionAccessControlListParams{
				TenantId: Tenant, NamespaceId: Namespace, OmfConnectionId: id,
			})).Response
	}
	acl := with(getACL(),
		entry(client.NewTrusteeAccessControlEntryTrustee(trustee(client.TrusteeType3, "a role")), client.AccessType0, 3),
		entry(client.NewTrusteeAccessControlEntryTrustee(trustee(client.TrusteeType1, "a user")), client.AccessType1, 4),
		entry(client.NewNullAccessControlEntryTrustee(struct{}{}), client.AccessType0, 0))
	Equal(response[*client.AccessControlListHeaders](api.UpdateOmfConnectionAccessControlList(ctx, &acl,
		client.UpdateOmfConnectionAccessControlListParams{
			TenantId: Tenant, NamespaceId: Namespace, OmfConnectionId: id,
		})).Response, acl)
	Equal(getACL(), acl)
	Equal(response[*client.ListOmfConnectionAccessRightsOKHeaders](api.ListOmfConnectionAccessRights(ctx,
		client.ListOmfConnectionAccessRightsParams{
			TenantId: Tenant, NamespaceId: Namespace, OmfConnectionId: id,
		})).Response, allRights)

	getOwner := func() client.Trustee {
		return response[*client.TrusteeHeaders](api.GetOmfConnectionOwner(ctx,
			client.GetOmfConnectionOwnerParams{TenantId: Tenant, NamespaceId: Namespace, OmfConnectionId: id})).Response
	}
	Equal(getOwner(), trustee(client.TrusteeType2, ClientID))
	owner := trustee(client.TrusteeType2, SecondID)
	Equal(response[*client.TrusteeHeaders](api.UpdateOmfConnectionOwner(ctx, &owner,
		client.UpdateOmfConnectionOwnerParams{
			TenantId: Tenant, NamespaceId: Namespace, OmfConnectionId: id,
		})).Response, owner)
	Equal(getOwner(), owner)

	getCollectionACL := func() client.AccessControlList {
		return response[*client.AccessControlListHeaders](api.GetOmfConnectionsAccessControlList(ctx,
			client.GetOmfConnectionsAccessControlListParams{TenantId: Tenant, NamespaceId: Namespace})).Response
	}
	collection := getCollectionACL()
	extended := with(collection, entry(client.NewTrusteeAccessControlEntryTrustee(owner), client.AccessType0, 1))
	for _, acl := range []client.AccessControlList{extended, collection} {
		Equal(response[*client.AccessControlListHeaders](api.UpdateOmfConnectionsAccessControlList(ctx, &acl,
			client.UpdateOmfConnectionsAccessControlListParams{TenantId: Tenant, NamespaceId: Namespace})).Response, acl)
		Equal(getCollectionACL(), acl)
	}
	Equal(response[*client.ListOmfConnectionsAccessRightsOKHeaders](api.ListOmfConnectionsAccessRights(ctx,
		client.ListOmfConnectionsAccessRightsParams{TenantId: Tenant, NamespaceId: Namespace})).Response, allRights)

	duplicate := response[*client.BadRequestHeaders](api.CreateOmfConnection(ctx,
		&client.OmfConnectionCreate{ClientIds: ids[1:]},
		client.CreateOmfConnectionParams{TenantId: Tenant, NamespaceId: Namespace})).Response
	requireError(duplicate)
	Require(duplicate.Parameters.Value["ClientIds[0]"] != "", duplicate)

	deleted := response[*client.OmfConnectionHeaders](api.DeleteOmfConnection(ctx,
		client.DeleteOmfConnectionParams{TenantId: Tenant, NamespaceId: Namespace, OmfConnectionId: id})).Response
	Require(deleted.State.Value == client.OmfConnectionStateDeleting, deleted)
	Until(func() bool {
		_, found := get().(*client.OmfConnectionHeaders)
		return !found
	})
	requireError(response[*client.NotFoundHeaders](get(), nil).Response)
}

// response requires a response of the given type.
func response[T any](res any, err error) T {
	Require(err == nil, err)
	typed, ok := res.(T)
	Require(ok, res)
	return typed
}

func requireError(body client.ErrorResponseBody) {
	for _, text := range []client.OptNilString{body.OperationId, body.Error, body.Reason, body.Resolution} {
		Require(text.Value != "", body)
	}
	Require(len(body.Parameters.Value) > 0, body)
}

func trustee(kind client.TrusteeType, id string) client.Trustee {
	return client.Trustee{
		Type:     client.NewOptTrusteeType(kind),
		ObjectId: client.NewOptNilString(id),
		TenantId: client.NewOptNilString(Tenant),
	}
}

func entry(trustee client.AccessControlEntryTrustee, access client.AccessType, rights int64) client.AccessControlEntry {
	return client.AccessControlEntry{
		Trustee:      client.NewOptAccessControlEntryTrustee(trustee),
		AccessType:   client.NewOptAccessType(access),
		AccessRights: client.NewOptInt64(rights),
	}
}

func with(acl client.AccessControlList, entries ...client.AccessControlEntry) client.AccessControlList {
	before := acl.RoleTrusteeAccessControlEntries.Value
	Require(len(before) > 0, "an empty access control list")
	acl.RoleTrusteeAccessControlEntries.SetTo(append(before[:len(before):len(before)], entries...))
	return acl
}

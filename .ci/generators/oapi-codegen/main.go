// Runs the scenario with the client of oapi-codegen, which leaves out null in requests.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"

	. "omfconnections.io/generators"
	"omfconnections.io/generators/oapi-codegen/target/client"
)

var (
	ctx       = context.Background()
	allRights = []client.CommonAccessRights{
		client.CommonAccessRightsRead, client.CommonAccessRightsWrite, client.CommonAccessRightsDelete,
		client.CommonAccessRightsManageAccessControl, client.CommonAccessRightsShare,
	}
)

func main() {
	token := Token()
	authorize := func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+token)
		return nil
	}
	api := ok(client.NewClientWithResponses(URL, client.WithRequestEditorFn(authorize)))

	ids := []string{rand.Text(), rand.Text()}
	name, description := "Boiler \"house\" 🏭", "line\nback\\slash"
	created := ok(api.CreateOmfConnectionWithResponse(ctx, Tenant, Namespace, nil,
		client.OmfConnectionCreate{Name: &name, Description: &description, ClientIds: ids})).JSON202
	Require(created != nil && created.Id != nil && created.CreatedDate != nil, created)
	id, expected := *created.Id, client.OmfConnection{
		Id:          created.Id,
		Name:        &name,
		State:       new(client.OmfConnectionStateCreating),
		Description: &description,
		CreatedDate: created.CreatedDate,
		ClientIds:   &ids,
	}
	Equal(*created, expected)

	get := func() *client.GetOmfConnectionResponse {
		return ok(api.GetOmfConnectionWithResponse(ctx, Tenant, Namespace, id, nil))
	}
	Until(func() bool { return *get().JSON200.State == client.OmfConnectionStateActive })
	expected.State = new(client.OmfConnectionStateActive)
	Equal(get().JSON200, &expected)
	list := ok(api.GetOmfConnectionsWithResponse(ctx, Tenant, Namespace, nil)).JSON200
	index := slices.IndexFunc(*list.Results, func(c client.OmfConnection) bool { return *c.Id == id })
	Require(index >= 0, "the list does not contain ", id)
	Equal((*list.Results)[index], expected)

	expected.Name, expected.Description, expected.ClientIds = new("another name"), nil, new(ids[1:])
	Equal(ok(api.UpdateOmfConnectionWithResponse(ctx, Tenant, Namespace, id, nil,
		client.OmfConnectionUpdate{Name: "another name", ClientIds: ids[1:]})).JSON200, &expected)

	getACL := func() *client.AccessControlList {
		return ok(api.GetOmfConnectionAccessControlListWithResponse(ctx, Tenant, Namespace, id, nil)).JSON200
	}
	acl := with(getACL(),
		entry(trustee(client.TrusteeTypeRole, "a role"), client.AccessTypeAllowed, 3),
		entry(trustee(client.TrusteeTypeUser, "a user"), client.AccessTypeDenied, 4),
		entry(nil, client.AccessTypeAllowed, 0))
	equalJSON(ok(api.UpdateOmfConnectionAccessControlListWithResponse(ctx, Tenant, Namespace, id, nil, acl)).JSON200, acl)
	equalJSON(getACL(), acl)
	Equal(ok(api.ListOmfConnectionAccessRightsWithResponse(ctx, Tenant, Namespace, id, nil)).JSON200, &allRights)

	getOwner := func() *client.Trustee {
		return ok(api.GetOmfConnectionOwnerWithResponse(ctx, Tenant, Namespace, id, nil)).JSON200
	}
	Equal(getOwner(), trustee(client.TrusteeTypeClient, ClientID))
	owner := trustee(client.TrusteeTypeClient, SecondID)
	Equal(ok(api.UpdateOmfConnectionOwnerWithResponse(ctx, Tenant, Namespace, id, nil, *owner)).JSON200, owner)
	Equal(getOwner(), owner)

	getCollectionACL := func() *client.AccessControlList {
		return ok(api.GetOmfConnectionsAccessControlListWithResponse(ctx, Tenant, Namespace, nil)).JSON200
	}
	collection := *getCollectionACL()
	for _, acl := range []client.AccessControlList{
		with(&collection, entry(owner, client.AccessTypeAllowed, 1)),
		collection,
	} {
		equalJSON(ok(api.UpdateOmfConnectionsAccessControlListWithResponse(ctx, Tenant, Namespace, nil, acl)).JSON200, acl)
		equalJSON(getCollectionACL(), acl)
	}
	Equal(ok(api.ListOmfConnectionsAccessRightsWithResponse(ctx, Tenant, Namespace, nil)).JSON200, &allRights)

	duplicate := ok(api.CreateOmfConnectionWithResponse(ctx, Tenant, Namespace, nil,
		client.OmfConnectionCreate{ClientIds: ids[1:]})).JSON400
	requireError(duplicate)
	Require((*duplicate.Parameters)["ClientIds[0]"] != "", *duplicate)

	deleted := ok(api.DeleteOmfConnectionWithResponse(ctx, Tenant, Namespace, id, nil)).JSON202
	Require(*deleted.State == client.OmfConnectionStateDeleting, *deleted.State)
	Until(func() bool { return get().JSON200 == nil })
	requireError(get().JSON404)
}

func ok[T any](value T, err error) T {
	Require(err == nil, err)
	return value
}

func requireError(body *client.ErrorResponseBody) {
	Require(body != nil, "no error body of the expected status")
	for _, text := range []*string{body.OperationId, body.Error, body.Reason, body.Resolution} {
		Require(text != nil && *text != "", *body)
	}
	Require(body.Parameters != nil, *body)
}

func trustee(kind client.TrusteeType, id string) *client.Trustee {
	return &client.Trustee{Type: &kind, ObjectId: &id, TenantId: &Tenant}
}

func entry(trustee *client.Trustee, access client.AccessType, rights int64) client.AccessControlEntry {
	entry := client.AccessControlEntry{AccessType: &access, AccessRights: &rights}
	if trustee != nil {
		entry.Trustee = &client.AccessControlEntry_Trustee{}
		ok(0, entry.Trustee.FromTrustee(*trustee))
	}
	return entry
}

func with(acl *client.AccessControlList, entries ...client.AccessControlEntry) client.AccessControlList {
	before := *acl.RoleTrusteeAccessControlEntries
	Require(len(before) > 0, "an empty access control list")
	return client.AccessControlList{RoleTrusteeAccessControlEntries: new(slices.Concat(before, entries))}
}

// equalJSON compares lists as JSON, since a trustee is kept as the text that was received.
func equalJSON(actual *client.AccessControlList, expected client.AccessControlList) {
	var values [2]any
	for i, list := range []any{actual, expected} {
		ok(0, json.Unmarshal(ok(json.Marshal(list)), &values[i]))
	}
	Equal(values[0], values[1])
}

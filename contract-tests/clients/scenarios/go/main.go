// The scenario of SCENARIO.md, with the client for Go.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"slices"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
	omf "omfconnections.io/clients/go"
)

const patience = 30 * time.Second

var (
	base      = env("OMF_BASE_URL")
	tenant    = env("OMF_TENANT")
	namespace = env("OMF_NAMESPACE")
	secondID  = env("OMF_SECOND_CLIENT_ID")
)

func main() {
	api := client()
	connections, access := api.OMFConnectionsAPI, api.AccessControlAPI
	first := token(env("OMF_CLIENT_ID"), env("OMF_CLIENT_SECRET"))
	second := token(secondID, env("OMF_SECOND_CLIENT_SECRET"))
	done(1)

	name := "Boiler \"house\" 🏭 بيت"
	description := "first line\nback\\slash, cafe\u0301"
	clients := []string{newID(), newID()}
	create := omf.NewOmfConnectionCreate(clients)
	create.SetName(name)
	create.SetDescription(description)
	created := ok(connections.CreateOmfConnection(first, tenant, namespace).OmfConnectionCreate(*create).Execute())
	require(created.GetState() == omf.OMFCONNECTIONSTATE_CREATING, "not Creating, but ", created.GetState())
	same(created, &name, &description, clients)
	id := created.GetId()
	done(2)

	until(func() bool {
		return ok(connections.GetOmfConnection(first, tenant, namespace, id).Execute()).GetState() == omf.OMFCONNECTIONSTATE_ACTIVE
	})
	done(3)

	list := ok(connections.GetOmfConnections(first, tenant, namespace).Execute())
	require(slices.ContainsFunc(list.Results, func(c omf.OmfConnection) bool { return c.GetId() == id }), "the list does not hold ", id)
	done(4)

	read := ok(connections.GetOmfConnection(first, tenant, namespace, id).Execute())
	same(read, &name, &description, clients)
	require(read.GetCreatedDate().Equal(created.GetCreatedDate()), "another CreatedDate")
	fmt.Println("created", read.GetCreatedDate().UTC().Format("2006-01-02T15:04:05.0000000Z"))
	done(5)

	another, oneClient := "another name", clients[:1]
	update := omf.NewOmfConnectionUpdate(another, oneClient)
	update.SetDescriptionNil()
	same(ok(connections.UpdateOmfConnection(first, tenant, namespace, id).OmfConnectionUpdate(*update).Execute()), &another, nil, oneClient)
	update.UnsetDescription()
	same(ok(connections.UpdateOmfConnection(first, tenant, namespace, id).OmfConnectionUpdate(*update).Execute()), &another, nil, oneClient)
	done(6)

	before := ok(access.GetOmfConnectionAccessControlList(first, tenant, namespace, id).Execute())
	require(len(before.RoleTrusteeAccessControlEntries) > 0, "the list is empty")
	nobody := entry(nil, omf.ACCESSTYPE_Allowed, 0)
	nobody.SetTrusteeNil()
	entries := omf.AccessControlList{RoleTrusteeAccessControlEntries: []omf.AccessControlEntry{
		entry(trustee(omf.TRUSTEETYPE_Role, "role-of-the-scenario"), omf.ACCESSTYPE_Allowed, 3),
		entry(trustee(omf.TRUSTEETYPE_User, "user-of-the-scenario"), omf.ACCESSTYPE_Denied, 4),
		nobody,
	}}
	equal(*ok(access.UpdateOmfConnectionAccessControlList(first, tenant, namespace, id).AccessControlList(entries).Execute()), entries)
	equal(*ok(access.GetOmfConnectionAccessControlList(first, tenant, namespace, id).Execute()), entries)
	done(7)

	all := omf.AllowedCommonAccessRightsEnumValues
	equal(ok(access.ListOmfConnectionAccessRights(first, tenant, namespace, id).Execute()), all)
	done(8)

	owner := ok(access.GetOmfConnectionOwner(first, tenant, namespace, id).Execute())
	newOwner := trustee(omf.TRUSTEETYPE_Client, secondID)
	equal(ok(access.UpdateOmfConnectionOwner(first, tenant, namespace, id).Trustee(*newOwner).Execute()), newOwner)
	equal(ok(access.GetOmfConnectionOwner(second, tenant, namespace, id).Execute()), newOwner)
	equal(ok(access.UpdateOmfConnectionOwner(second, tenant, namespace, id).Trustee(*owner).Execute()), owner)
	done(9)

	collection := ok(access.GetOmfConnectionsAccessControlList(first, tenant, namespace).Execute())
	more := omf.AccessControlList{RoleTrusteeAccessControlEntries: append(
		slices.Clone(collection.RoleTrusteeAccessControlEntries), entry(newOwner, omf.ACCESSTYPE_Allowed, 1))}
	equal(*ok(access.UpdateOmfConnectionsAccessControlList(first, tenant, namespace).AccessControlList(more).Execute()), more)
	equal(*ok(access.GetOmfConnectionsAccessControlList(first, tenant, namespace).Execute()), more)
	ok(access.UpdateOmfConnectionsAccessControlList(first, tenant, namespace).AccessControlList(*collection).Execute())
	equal(ok(access.ListOmfConnectionsAccessRights(first, tenant, namespace).Execute()), all)
	done(10)

	_, response, err := connections.CreateOmfConnection(first, tenant, namespace).
		OmfConnectionCreate(*omf.NewOmfConnectionCreate(oneClient)).Execute()
	taken := failure(400, response, err)
	_, named := taken.GetParameters()["ClientIds[0]"]
	require(named, "no ClientIds[0] in ", taken.GetParameters())
	done(11)

	_, response, err = connections.GetOmfConnections(withToken("no-token-at-all"), tenant, namespace).Execute()
	failure(401, response, err)
	done(12)

	_, response, err = connections.GetOmfConnection(second, tenant, namespace, id).Execute()
	failure(403, response, err)
	done(13)

	_, response, err = connections.GetOmfConnection(first, tenant, namespace, newID()).Execute()
	failure(404, response, err)
	done(14)

	many := make([]string, 10_000)
	for i := range many {
		many[i] = newID()
	}
	big := ok(connections.CreateOmfConnection(first, tenant, namespace).OmfConnectionCreate(*omf.NewOmfConnectionCreate(many)).Execute())
	same(ok(connections.GetOmfConnection(first, tenant, namespace, big.GetId()).Execute()), nil, nil, many)
	ok(connections.DeleteOmfConnection(first, tenant, namespace, big.GetId()).Execute())
	done(15)

	deleted := ok(connections.DeleteOmfConnection(first, tenant, namespace, id).Execute())
	require(deleted.GetState() == omf.OMFCONNECTIONSTATE_DELETING, "not Deleting, but ", deleted.GetState())
	until(func() bool {
		_, response, err := connections.GetOmfConnection(first, tenant, namespace, id).Execute()
		if err == nil {
			return false
		}
		failure(404, response, err)
		return true
	})
	done(16)
}

func client() *omf.APIClient {
	configuration := omf.NewConfiguration()
	configuration.Servers = omf.ServerConfigurations{{URL: base + "/api/" + env("OMF_API_VERSION")}}
	return omf.NewAPIClient(configuration)
}

// token is how a program gets tokens: discovery, then its credentials as a form.
func token(id, secret string) context.Context {
	discovery, err := http.Get(base + "/identity/.well-known/openid-configuration")
	check(err)
	defer discovery.Body.Close()
	var document struct {
		TokenEndpoint string `json:"token_endpoint"`
	}
	check(json.NewDecoder(discovery.Body).Decode(&document))
	credentials := clientcredentials.Config{
		ClientID:     id,
		ClientSecret: secret,
		TokenURL:     document.TokenEndpoint,
		AuthStyle:    oauth2.AuthStyleInParams,
	}
	source := credentials.TokenSource(context.Background())
	_, err = source.Token()
	check(err)
	return context.WithValue(context.Background(), omf.ContextOAuth2, source)
}

func withToken(text string) context.Context {
	source := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: text})
	return context.WithValue(context.Background(), omf.ContextOAuth2, source)
}

func trustee(kind omf.TrusteeType, id string) *omf.Trustee {
	trustee := omf.NewTrustee()
	trustee.SetType(kind)
	trustee.SetObjectId(id)
	trustee.SetTenantId(tenant)
	return trustee
}

func entry(whom *omf.Trustee, access omf.AccessType, rights int64) omf.AccessControlEntry {
	entry := omf.NewAccessControlEntry()
	if whom != nil {
		entry.SetTrustee(*whom)
	}
	entry.SetAccessType(access)
	entry.SetAccessRights(rights)
	return *entry
}

// failure is the typed body of an error, which must have that status and everything in it.
func failure(status int, response *http.Response, err error) omf.ErrorResponseBody {
	var apiError *omf.GenericOpenAPIError
	require(errors.As(err, &apiError), "no error of the client's, and there should be a ", status, ": ", err)
	require(response.StatusCode == status, "not ", status, ", but ", response.Status)
	body, typed := apiError.Model().(omf.ErrorResponseBody)
	require(typed, "the error has no typed body")
	for _, member := range []string{body.GetOperationId(), body.GetError(), body.GetReason(), body.GetResolution()} {
		require(member != "", "an empty member: ", body)
	}
	require(len(body.GetParameters()) > 0, "no Parameters")
	return body
}

func same(connection *omf.OmfConnection, name, description *string, clients []string) {
	equal(connection.Name.Get(), name)
	equal(connection.Description.Get(), description)
	equal(connection.ClientIds, clients)
}

func ok[T any](value T, _ *http.Response, err error) T {
	check(err)
	return value
}

func equal(actual, expected any) {
	require(reflect.DeepEqual(actual, expected), actual, " is not ", expected)
}

func until(condition func() bool) {
	end := time.Now().Add(patience)
	for !condition() {
		require(time.Now().Before(end), "it takes too long")
		time.Sleep(50 * time.Millisecond)
	}
}

func check(err error) {
	require(err == nil, err)
}

func require(condition bool, complaint ...any) {
	if !condition {
		panic(fmt.Sprint(complaint...))
	}
}

func newID() string {
	var b [16]byte
	_, err := rand.Read(b[:])
	check(err)
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func env(name string) string {
	value := os.Getenv(name)
	require(value != "", name, " is not set")
	return value
}

func done(step int) {
	fmt.Println("step", step)
}

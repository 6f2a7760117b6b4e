// Runs the scenario of SCENARIO.md with the Go client.
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

const timeout = 30 * time.Second

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
	printStep(1)

	name := "Boiler \"house\" 🏭 بيت"
	description := "first line\nback\\slash, cafe\u0301"
	clientIDs := []string{newID(), newID()}
	create := omf.NewOmfConnectionCreate(clientIDs)
	create.SetName(name)
	create.SetDescription(description)
	created := ok(connections.CreateOmfConnection(first, tenant, namespace).OmfConnectionCreate(*create).Execute())
	require(created.GetState() == omf.OMFCONNECTIONSTATE_CREATING, "expected Creating, got ", created.GetState())
	requireProperties(created, &name, &description, clientIDs)
	id := created.GetId()
	printStep(2)

	waitUntil(func() bool {
		return ok(connections.GetOmfConnection(first, tenant, namespace, id).Execute()).GetState() == omf.OMFCONNECTIONSTATE_ACTIVE
	})
	printStep(3)

	list := ok(connections.GetOmfConnections(first, tenant, namespace).Execute())
	require(slices.ContainsFunc(list.Results, func(c omf.OmfConnection) bool { return c.GetId() == id }), "the list does not contain ", id)
	printStep(4)

	read := ok(connections.GetOmfConnection(first, tenant, namespace, id).Execute())
	requireProperties(read, &name, &description, clientIDs)
	require(read.GetCreatedDate().Equal(created.GetCreatedDate()), "CreatedDate changed")
	fmt.Println("created", read.GetCreatedDate().UTC().Format("2006-01-02T15:04:05.0000000Z"))
	printStep(5)

	newName, firstClientID := "another name", clientIDs[:1]
	update := omf.NewOmfConnectionUpdate(newName, firstClientID)
	update.SetDescriptionNil()
	requireProperties(ok(connections.UpdateOmfConnection(first, tenant, namespace, id).OmfConnectionUpdate(*update).Execute()), &newName, nil, firstClientID)
	update.UnsetDescription()
	requireProperties(ok(connections.UpdateOmfConnection(first, tenant, namespace, id).OmfConnectionUpdate(*update).Execute()), &newName, nil, firstClientID)
	printStep(6)

	before := ok(access.GetOmfConnectionAccessControlList(first, tenant, namespace, id).Execute())
	require(len(before.RoleTrusteeAccessControlEntries) > 0, "the access control list is empty")
	nullTrustee := entry(nil, omf.ACCESSTYPE_Allowed, 0)
	nullTrustee.SetTrusteeNil()
	entries := omf.AccessControlList{RoleTrusteeAccessControlEntries: []omf.AccessControlEntry{
		entry(trustee(omf.TRUSTEETYPE_Role, "role-of-the-scenario"), omf.ACCESSTYPE_Allowed, 3),
		entry(trustee(omf.TRUSTEETYPE_User, "user-of-the-scenario"), omf.ACCESSTYPE_Denied, 4),
		nullTrustee,
	}}
	requireEqual(*ok(access.UpdateOmfConnectionAccessControlList(first, tenant, namespace, id).AccessControlList(entries).Execute()), entries)
	requireEqual(*ok(access.GetOmfConnectionAccessControlList(first, tenant, namespace, id).Execute()), entries)
	printStep(7)

	all := omf.AllowedCommonAccessRightsEnumValues
	requireEqual(ok(access.ListOmfConnectionAccessRights(first, tenant, namespace, id).Execute()), all)
	printStep(8)

	owner := ok(access.GetOmfConnectionOwner(first, tenant, namespace, id).Execute())
	newOwner := trustee(omf.TRUSTEETYPE_Client, secondID)
	requireEqual(ok(access.UpdateOmfConnectionOwner(first, tenant, namespace, id).Trustee(*newOwner).Execute()), newOwner)
	requireEqual(ok(access.GetOmfConnectionOwner(second, tenant, namespace, id).Execute()), newOwner)
	requireEqual(ok(access.UpdateOmfConnectionOwner(second, tenant, namespace, id).Trustee(*owner).Execute()), owner)
	printStep(9)

	collection := ok(access.GetOmfConnectionsAccessControlList(first, tenant, namespace).Execute())
	extended := omf.AccessControlList{RoleTrusteeAccessControlEntries: append(
		slices.Clone(collection.RoleTrusteeAccessControlEntries), entry(newOwner, omf.ACCESSTYPE_Allowed, 1))}
	requireEqual(*ok(access.UpdateOmfConnectionsAccessControlList(first, tenant, namespace).AccessControlList(extended).Execute()), extended)
	requireEqual(*ok(access.GetOmfConnectionsAccessControlList(first, tenant, namespace).Execute()), extended)
	ok(access.UpdateOmfConnectionsAccessControlList(first, tenant, namespace).AccessControlList(*collection).Execute())
	requireEqual(ok(access.ListOmfConnectionsAccessRights(first, tenant, namespace).Execute()), all)
	printStep(10)

	_, response, err := connections.CreateOmfConnection(first, tenant, namespace).
		OmfConnectionCreate(*omf.NewOmfConnectionCreate(firstClientID)).Execute()
	duplicate := requireError(400, response, err)
	_, found := duplicate.GetParameters()["ClientIds[0]"]
	require(found, "no ClientIds[0] in ", duplicate.GetParameters())
	printStep(11)

	_, response, err = connections.GetOmfConnections(withToken("not-a-token"), tenant, namespace).Execute()
	requireError(401, response, err)
	printStep(12)

	_, response, err = connections.GetOmfConnection(second, tenant, namespace, id).Execute()
	requireError(403, response, err)
	printStep(13)

	_, response, err = connections.GetOmfConnection(first, tenant, namespace, newID()).Execute()
	requireError(404, response, err)
	printStep(14)

	manyClientIDs := make([]string, 10_000)
	for i := range manyClientIDs {
		manyClientIDs[i] = newID()
	}
	big := ok(connections.CreateOmfConnection(first, tenant, namespace).OmfConnectionCreate(*omf.NewOmfConnectionCreate(manyClientIDs)).Execute())
	requireProperties(ok(connections.GetOmfConnection(first, tenant, namespace, big.GetId()).Execute()), nil, nil, manyClientIDs)
	ok(connections.DeleteOmfConnection(first, tenant, namespace, big.GetId()).Execute())
	printStep(15)

	deleted := ok(connections.DeleteOmfConnection(first, tenant, namespace, id).Execute())
	require(deleted.GetState() == omf.OMFCONNECTIONSTATE_DELETING, "expected Deleting, got ", deleted.GetState())
	waitUntil(func() bool {
		_, response, err := connections.GetOmfConnection(first, tenant, namespace, id).Execute()
		if err == nil {
			return false
		}
		requireError(404, response, err)
		return true
	})
	printStep(16)
}

func client() *omf.APIClient {
	configuration := omf.NewConfiguration()
	configuration.Servers = omf.ServerConfigurations{{URL: base + "/api/" + env("OMF_API_VERSION")}}
	return omf.NewAPIClient(configuration)
}

// token obtains a token: it reads the discovery document, then posts the credentials as a form.
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

func entry(holder *omf.Trustee, access omf.AccessType, rights int64) omf.AccessControlEntry {
	entry := omf.NewAccessControlEntry()
	if holder != nil {
		entry.SetTrustee(*holder)
	}
	entry.SetAccessType(access)
	entry.SetAccessRights(rights)
	return *entry
}

// requireError requires an error response with the given status and all properties, and returns its body.
func requireError(status int, response *http.Response, err error) omf.ErrorResponseBody {
	var apiError *omf.GenericOpenAPIError
	require(errors.As(err, &apiError), "expected an error response with status ", status, ", got ", err)
	require(response.StatusCode == status, "expected status ", status, ", got ", response.Status)
	body, typed := apiError.Model().(omf.ErrorResponseBody)
	require(typed, "the error body is not an ErrorResponseBody")
	for _, value := range []string{body.GetOperationId(), body.GetError(), body.GetReason(), body.GetResolution()} {
		require(value != "", "empty property: ", body)
	}
	require(len(body.GetParameters()) > 0, "no Parameters")
	return body
}

func requireProperties(connection *omf.OmfConnection, name, description *string, clientIDs []string) {
	requireEqual(connection.Name.Get(), name)
	requireEqual(connection.Description.Get(), description)
	requireEqual(connection.ClientIds, clientIDs)
}

func ok[T any](value T, _ *http.Response, err error) T {
	check(err)
	return value
}

func requireEqual(actual, expected any) {
	require(reflect.DeepEqual(actual, expected), actual, " instead of ", expected)
}

func waitUntil(condition func() bool) {
	end := time.Now().Add(timeout)
	for !condition() {
		require(time.Now().Before(end), "timed out")
		time.Sleep(50 * time.Millisecond)
	}
}

func check(err error) {
	require(err == nil, err)
}

func require(condition bool, message ...any) {
	if !condition {
		panic(fmt.Sprint(message...))
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

func printStep(step int) {
	fmt.Println("step", step)
}

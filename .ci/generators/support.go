// Package support has what the scenarios in Go share.
package support

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"time"
)

var (
	base      = env("OMF_BASE_URL")
	URL       = base + "/api/v1"
	Tenant    = env("OMF_TENANT")
	Namespace = env("OMF_NAMESPACE")
	ClientID  = env("OMF_CLIENT_ID")
	SecondID  = env("OMF_SECOND_CLIENT_ID")
)

// Token obtains a token: it reads the discovery document, then posts the credentials as a form.
func Token() string {
	var discovery struct {
		TokenEndpoint string `json:"token_endpoint"`
	}
	decode(&discovery)(http.Get(base + "/identity/.well-known/openid-configuration"))
	var token struct {
		AccessToken string `json:"access_token"`
	}
	decode(&token)(http.PostForm(discovery.TokenEndpoint, url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {ClientID},
		"client_secret": {env("OMF_CLIENT_SECRET")},
	}))
	return token.AccessToken
}

func decode(target any) func(*http.Response, error) {
	return func(response *http.Response, err error) {
		Require(err == nil, err)
		defer response.Body.Close()
		err = json.NewDecoder(response.Body).Decode(target)
		Require(err == nil, err)
	}
}

// Until waits until a condition is true.
func Until(condition func() bool) {
	end := time.Now().Add(30 * time.Second)
	for !condition() {
		Require(time.Now().Before(end), "timed out")
		time.Sleep(50 * time.Millisecond)
	}
}

// Equal requires that two values are equal, and so are all values that they point to.
func Equal(actual, expected any) {
	Require(reflect.DeepEqual(actual, expected), actual, " instead of ", expected)
}

// Require ends the program with a message unless the condition is true.
func Require(condition bool, message ...any) {
	if !condition {
		panic(fmt.Sprint(message...))
	}
}

func env(name string) string {
	value := os.Getenv(name)
	Require(value != "", name, " is not set")
	return value
}

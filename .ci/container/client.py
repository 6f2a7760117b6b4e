"""A client of the API."""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

# As in server-impl/src/packaging/tenants.yaml
TENANT = "0b7a54a1-6f0e-4c38-9d5b-2f8e1c7a9d10"
CLIENT = "4e8b1f7d-5a2c-4d96-b3e0-9c6f2d8a7b54"
ROLE = "7c2d9e64-1b3f-4a85-8e6d-0f4b5a9c3e21"


class Api:
    def __init__(self, base):
        self.base = base
        self.connections = f"/api/v1/tenants/{TENANT}/namespaces/plant-a/omfConnections"

    def token(self, secret):
        form = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": secret}
        return self.send("/identity/connect/token", {}, urllib.parse.urlencode(form))["access_token"]

    def create(self, token):
        """Creates a connection, and returns its id."""
        body = json.dumps({"Name": "Packed", "ClientIds": []})
        return self.send(self.connections, self.authorization(token) | {"Content-Type": "application/json"}, body)["Id"]

    def list(self, token):
        """Returns the ids of all connections."""
        return [connection["Id"] for connection in self.send(self.connections, self.authorization(token))["Results"]]

    def get(self, path):
        """Returns the response to a request without a token, whatever its status is."""
        try:
            return urllib.request.urlopen(self.base + path, timeout=30)
        except urllib.error.HTTPError as error:
            return error

    def status(self, path):
        with self.get(path) as response:
            return response.status

    def await_ready(self):
        for _ in range(100):
            try:
                if self.status("/health/ready") == 200:
                    return
            except OSError:
                pass  # the port is not open yet
            time.sleep(0.1)
        sys.exit(f"{self.base} is not ready")

    @staticmethod
    def authorization(token):
        return {"Authorization": f"Bearer {token}"}

    def send(self, path, headers, body=None):
        request = urllib.request.Request(self.base + path, body and body.encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

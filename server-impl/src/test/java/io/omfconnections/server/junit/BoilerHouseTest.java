package io.omfconnections.server.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BoilerHouseTest {
  @RegisterExtension static OmfConnectionsExtension omf = OmfConnectionsExtension.builder().build();

  @Test
  void connection_is_active_when_it_has_been_created(@OmfToken String token) throws Exception {
    var request =
        HttpRequest.newBuilder(omf.connectionsUri("plant-a"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json");
    var body = BodyPublishers.ofString("{\"Name\":\"Boiler house\",\"ClientIds\":[\"boiler\"]}");
    var http = HttpClient.newHttpClient();

    assertEquals(202, http.send(request.POST(body).build(), BodyHandlers.ofString()).statusCode());

    var list = http.send(request.GET().build(), BodyHandlers.ofString()).body();
    assertTrue(list.contains("Boiler house") && list.contains("Active"));
  }
}

package io.omfconnections.contract.harness;

/** The example bodies of the three vendor documents, verbatim. */
public enum DocumentExamples {
  /** The request of "Create OMF Connection". */
  CREATE(
      """
      {
        "Name": "OmfConnection name",
        "Description": "OmfConnection description",
        "ClientIds": [
          "d6b178a4-0de5-4c30-8ba7-0a84751be854"
        ]
      }
      """),
  /** The request of "Update OMF Connection". */
  UPDATE(
      """
      {
        "Name": "OmfConnection name",
        "Description": "OmfConnection description",
        "ClientIds": [
          "7f17ba9e-51cc-47c4-8df4-22e5e641e9a4"
        ]
      }
      """),
  /** The response of "Get OMF Connections". */
  CONNECTIONS(
      """
      {
        "Results": [
          {
            "Id": "009d8600-fb20-4a6a-8368-e74863a83c4c",
            "Name": "OmfConnection1 name",
            "State": "Active",
            "Description": "OmfConnection1 description",
            "CreatedDate": "2021-03-18T23:57:44.6109361Z",
            "ClientIds": [
              "d6b178a4-0de5-4c30-8ba7-0a84751be854"
            ]
          },
          {
            "Id": "b7e1393c-ebd1-41e0-97ef-362bead4508d",
            "Name": "OmfConnection2 name",
            "State": "Creating",
            "Description": "OmfConnection2 description",
            "CreatedDate": "2022-01-05T03:35:24.6309361Z",
            "ClientIds": [
              "feecf1d0-b366-4a8b-91d2-92bee976686e"
            ]
          }
        ]
      }
      """),
  /** The response of the operations that create, get, update and delete a connection. */
  CONNECTION(
      """
      {
        "Id": "009d8600-fb20-4a6a-8368-e74863a83c4c",
        "Name": "OmfConnection name",
        "State": "Active",
        "Description": "OmfConnection description",
        "CreatedDate": "2021-03-18T23:57:44.6109361Z",
        "ClientIds": [
          "d6b178a4-0de5-4c30-8ba7-0a84751be854"
        ]
      }
      """),
  /** The request and response of the operations on access control lists. */
  ACCESS_CONTROL_LIST(
      """
      {
        "RoleTrusteeAccessControlEntries": [
          {
            "Trustee": {
              "Type": 1,
              "ObjectId": "string",
              "TenantId": "string"
            },
            "AccessType": 0,
            "AccessRights": 0
          }
        ]
      }
      """),
  /** The request and response of the operations on owners. */
  TRUSTEE(
      """
      {
        "Type": 1,
        "ObjectId": "string",
        "TenantId": "string"
      }
      """),
  /** The error response of all operations. */
  ERROR(
      """
      {
        "OperationId": "string",
        "Error": "string",
        "Reason": "string",
        "Resolution": "string",
        "Parameters": {
          "property1": "string",
          "property2": "string"
        }
      }
      """);

  private final String json;

  DocumentExamples(String json) {
    this.json = json;
  }

  /** Returns the JSON text. */
  public String json() {
    return json;
  }
}

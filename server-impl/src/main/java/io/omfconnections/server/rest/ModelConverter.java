package io.omfconnections.server.rest;

import io.omfconnections.generated.model.CommonAccessRights;
import io.omfconnections.generated.model.OmfConnectionState;
import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRight;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionSnapshot;
import io.omfconnections.server.connections.ConnectionState;
import io.omfconnections.server.connections.OmfConnection;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts between the generated models and the domain. The switches over enumerations have no
 * default, so that a value that only one side has does not compile.
 */
final class ModelConverter {
  private ModelConverter() {}

  static io.omfconnections.generated.model.OmfConnection toModel(ConnectionSnapshot snapshot) {
    OmfConnection connection = snapshot.connection();
    return new io.omfconnections.generated.model.OmfConnection()
        .id(connection.id())
        .name(connection.name())
        .state(toModel(snapshot.state()))
        .description(connection.description())
        .createdDate(connection.createdAt().atOffset(ZoneOffset.UTC))
        .clientIds(connection.clientIds());
  }

  static io.omfconnections.generated.model.AccessControlList toModel(AccessControlList list) {
    return new io.omfconnections.generated.model.AccessControlList()
        .roleTrusteeAccessControlEntries(
            list.entries().stream().map(ModelConverter::toModel).toList());
  }

  static AccessControlList fromModel(io.omfconnections.generated.model.AccessControlList model) {
    List<io.omfconnections.generated.model.AccessControlEntry> entries =
        model.getRoleTrusteeAccessControlEntries();
    return new AccessControlList(
        entries == null ? List.of() : entries.stream().map(ModelConverter::fromModel).toList());
  }

  static io.omfconnections.generated.model.Trustee toModel(Trustee trustee) {
    TrusteeType type = trustee.type();
    return new io.omfconnections.generated.model.Trustee()
        .type(type == null ? null : toModel(type))
        .objectId(trustee.objectId())
        .tenantId(trustee.tenantId());
  }

  static Trustee fromModel(io.omfconnections.generated.model.Trustee model) {
    io.omfconnections.generated.model.TrusteeType type = model.getType();
    return new Trustee(
        type == null ? null : fromModel(type), model.getObjectId(), model.getTenantId());
  }

  static List<CommonAccessRights> toModel(AccessRights rights) {
    return rights.toList().stream().map(ModelConverter::toModel).toList();
  }

  private static io.omfconnections.generated.model.AccessControlEntry toModel(
      AccessControlEntry entry) {
    Trustee trustee = entry.trustee();
    return new io.omfconnections.generated.model.AccessControlEntry()
        .trustee(trustee == null ? null : toModel(trustee))
        .accessType(toModel(entry.accessType()))
        .accessRights(entry.accessRights().mask());
  }

  /** Converts an entry. Its type defaults to Allowed (0) and its rights to None (0). */
  private static AccessControlEntry fromModel(
      io.omfconnections.generated.model.AccessControlEntry model) {
    io.omfconnections.generated.model.Trustee trustee = model.getTrustee();
    io.omfconnections.generated.model.AccessType type = model.getAccessType();
    @Nullable Long rights = model.getAccessRights();
    return new AccessControlEntry(
        trustee == null ? null : fromModel(trustee),
        type == null ? AccessType.ALLOWED : fromModel(type),
        rights == null ? AccessRights.NONE : new AccessRights(rights));
  }

  static OmfConnectionState toModel(ConnectionState state) {
    return switch (state) {
      case CREATING -> OmfConnectionState.CREATING;
      case ACTIVE -> OmfConnectionState.ACTIVE;
      case DELETING -> OmfConnectionState.DELETING;
      case DELETED -> OmfConnectionState.DELETED;
    };
  }

  private static CommonAccessRights toModel(AccessRight right) {
    return switch (right) {
      case READ -> CommonAccessRights.READ;
      case WRITE -> CommonAccessRights.WRITE;
      case DELETE -> CommonAccessRights.DELETE;
      case MANAGE_ACCESS_CONTROL -> CommonAccessRights.MANAGE_ACCESS_CONTROL;
      case SHARE -> CommonAccessRights.SHARE;
    };
  }

  private static io.omfconnections.generated.model.AccessType toModel(AccessType type) {
    return switch (type) {
      case ALLOWED -> io.omfconnections.generated.model.AccessType.Allowed;
      case DENIED -> io.omfconnections.generated.model.AccessType.Denied;
    };
  }

  private static AccessType fromModel(io.omfconnections.generated.model.AccessType type) {
    return switch (type) {
      case Allowed -> AccessType.ALLOWED;
      case Denied -> AccessType.DENIED;
    };
  }

  private static io.omfconnections.generated.model.TrusteeType toModel(TrusteeType type) {
    return switch (type) {
      case USER -> io.omfconnections.generated.model.TrusteeType.User;
      case CLIENT -> io.omfconnections.generated.model.TrusteeType.Client;
      case ROLE -> io.omfconnections.generated.model.TrusteeType.Role;
    };
  }

  private static TrusteeType fromModel(io.omfconnections.generated.model.TrusteeType type) {
    return switch (type) {
      case User -> TrusteeType.USER;
      case Client -> TrusteeType.CLIENT;
      case Role -> TrusteeType.ROLE;
    };
  }
}

package io.omfconnections.server.store;

import io.omfconnections.server.identity.SigningKeyStore;
import java.util.List;

/** Stores the signing keys in the table {@code signing_key}. */
final class SqlSigningKeyStore implements SigningKeyStore {
  private final TransactionRunner transactions;

  SqlSigningKeyStore(TransactionRunner transactions) {
    this.transactions = transactions;
  }

  @Override
  public List<StoredKey> read() {
    return transactions.read(
        transactions.defaultDeadline(),
        handle ->
            handle
                .createQuery("SELECT number, created_at, jwk FROM signing_key ORDER BY number")
                .map(
                    (row, context) ->
                        new StoredKey(
                            row.getLong("number"),
                            Ticks.toInstant(row.getLong("created_at")),
                            row.getString("jwk")))
                .list());
  }

  @Override
  public boolean add(StoredKey key) {
    return transactions.write(
        transactions.defaultDeadline(),
        handle ->
            handle
                    .createUpdate(
                        """
                        INSERT INTO signing_key (number, created_at, jwk)
                        VALUES (:number, :createdAt, :jwk)
                        ON CONFLICT (number) DO NOTHING
                        """)
                    .bind("number", key.number())
                    .bind("createdAt", Ticks.of(key.createdAt()))
                    .bind("jwk", key.jwk())
                    .execute()
                > 0);
  }

  @Override
  public void remove(long number) {
    transactions.write(
        transactions.defaultDeadline(),
        handle ->
            handle
                .createUpdate("DELETE FROM signing_key WHERE number = :number")
                .bind("number", number)
                .execute());
  }
}

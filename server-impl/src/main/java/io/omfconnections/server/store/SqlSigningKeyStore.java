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
        Turns.SERVICE,
        transactions.defaultDeadline(),
        sql ->
            sql.all(
                "SELECT number, created_at, jwk FROM signing_key ORDER BY number",
                row ->
                    new StoredKey(
                        row.getLong(1), Ticks.toInstant(row.getLong(2)), row.getString(3))));
  }

  @Override
  public boolean add(StoredKey key) {
    return transactions.write(
        Turns.SERVICE,
        transactions.defaultDeadline(),
        sql ->
            sql.update(
                    """
                    INSERT INTO signing_key (number, created_at, jwk) VALUES (?, ?, ?)
                    ON CONFLICT (number) DO NOTHING
                    """,
                    key.number(),
                    Ticks.of(key.createdAt()),
                    key.jwk())
                > 0);
  }

  @Override
  public void remove(long number) {
    transactions.write(
        Turns.SERVICE,
        transactions.defaultDeadline(),
        sql -> sql.update("DELETE FROM signing_key WHERE number = ?", number));
  }
}

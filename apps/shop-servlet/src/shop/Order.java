package shop;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Pieces of one product, taken from the stock. */
record Order(long id, String product, int quantity, String createdAt) {

    /** The columns that {@link #of} reads, of an order {@code o} and its product {@code p}. */
    static final String COLUMNS = """
            o.id, p.name, o.quantity, \
            to_char(o.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""";

    static Order of(ResultSet row) throws SQLException {
        return new Order(row.getLong(1), row.getString(2), row.getInt(3), row.getString(4));
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", id);
        json.writeStringField("product", product);
        json.writeNumberField("quantity", quantity);
        json.writeStringField("created_at", createdAt);
        json.writeEndObject();
    }
}

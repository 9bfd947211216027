package dev.pawl.record;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/** A real connection that counts the messages that are sent through it: a statement is made for each. */
final class CountingConnection {

    private final Connection connection;
    private int messages;

    CountingConnection(Connection connection) {
        this.connection = connection;
    }

    Connection proxy() {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("createStatement")) {
                        messages++;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    int messages() {
        return messages;
    }
}

package dev.pawl.cli.train;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's side of a login with SCRAM-SHA-256, which is what servers ask for and what a client needs two hundred classes
 * for. It proves itself to the client, who would go away otherwise, and believes whatever the client says (PostgreSQL manual,
 * 55.3, SASL authentication; RFC 5802).
 */
final class PretendLogin {

    /** The password that the client has to know, for it checks the server's proof. */
    static final String PASSWORD = "pawl";

    private static final char AUTHENTICATION = 'R';
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;
    private static final int ITERATIONS = 4096; // a server's default: what is trained for it is what is needed
    private static final int KEY_BITS = 256;
    private static final byte[] SALT = ascii("no secret at all");
    private static final String NO_CHANNEL_BINDING = "n,,";

    private PretendLogin() {}

    /** Asks for the password, up to the answer that a server without passwords would begin with. */
    static void ask(DataInputStream in, DataOutputStream out) throws IOException {
        send(out, SASL, "SCRAM-SHA-256\0\0");
        String hello = response(in);
        String clientFirst = hello.substring(hello.indexOf(NO_CHANNEL_BINDING) + NO_CHANNEL_BINDING.length());
        String nonce = clientFirst.substring(clientFirst.indexOf("r=") + 2);
        String serverFirst = "r=" + nonce + "pawl,s=" + base64(SALT) + ",i=" + ITERATIONS;
        send(out, SASL_CONTINUE, serverFirst);
        String clientFinal = response(in);
        String withoutProof = clientFinal.substring(0, clientFinal.indexOf(",p="));
        send(out, SASL_FINAL, "v=" + base64(proof(clientFirst + "," + serverFirst + "," + withoutProof)));
    }

    private static String response(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        return new String(in.readNBytes(in.readInt() - Integer.BYTES), StandardCharsets.UTF_8);
    }

    private static void send(DataOutputStream out, int request, String content) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(request).array());
        body.writeBytes(ascii(content));
        new Conversation.Message(AUTHENTICATION, body.toByteArray()).writeTo(out);
        out.flush();
    }

    private static byte[] proof(String exchange) throws IOException {
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(PASSWORD.toCharArray(), SALT, ITERATIONS, KEY_BITS))
                    .getEncoded();
            return mac(mac(salted, "Server Key"), exchange);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
        return mac.doFinal(ascii(text));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.avro.AvroRemoteException;
import org.apache.avro.Protocol;
import org.apache.avro.Schema;
import org.apache.avro.ipc.Responder;
import org.apache.avro.ipc.Transceiver;
import org.apache.avro.ipc.generic.GenericRequestor;
import org.apache.avro.ipc.generic.GenericResponder;
import org.apache.avro.util.RandomData;

/**
 * Calls a message of a server with one protocol as a client with another one does, on a connection that stays open. Each line of input is
 * the client's protocol, the server's protocol and the message, with tabs between them. Each line of output has for requests, responses
 * and errors how many were read and how many were sent; or it is "refused", a tab, and why the protocols or data of them cannot be.
 */
class CallMessages {
  private static final int CALLS = 12;

  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null;) {
      String[] parts = line.split("\t");
      try {
        out.println(calls(Protocol.parse(parts[0]), Protocol.parse(parts[1]), parts[2]));
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError refused) {
        out.println("refused\t" + String.valueOf(refused).replaceAll("\\s+", " "));
      }
    }
    out.flush();
  }

  private static String calls(Protocol client, Protocol server, String name) throws IOException {
    Protocol.Message sent = client.getMessages().get(name);
    Protocol.Message known = server.getMessages().get(name);
    Iterator<Object> requests = data(sent.getRequest());
    Iterator<Object> responses = known == null ? null : data(known.getResponse());
    Iterator<Object> errors = known == null || known.isOneWay() ? null : data(known.getErrors());
    AnsweringServer answering = new AnsweringServer(server);
    GenericRequestor requestor = new GenericRequestor(client, new Connection(answering, new Connection(null, null)));
    int[] read = new int[3];
    int[] tried = new int[3];
    for (int call = 0; call < 2 * CALLS; call++) {
      answering.fails = errors != null && call % 2 == 1;
      answering.answer = responses == null ? null : answering.fails ? errors.next() : responses.next();
      answering.isReached = false;
      boolean isAnswered = answers(requestor, name, requests.next(), answering.fails ? answering.answer : null);
      if (call < 2) {
        // Before the first answer there is no connection, on which one-way messages are sent otherwise.
        continue;
      }
      tried[0]++;
      if (answering.isReached) {
        read[0]++;
        if (!sent.isOneWay()) {
          int part = answering.fails ? 2 : 1;
          tried[part]++;
          read[part] += isAnswered ? 1 : 0;
        }
      }
    }
    return read[0] + "/" + tried[0] + "\t" + read[1] + "/" + tried[1] + "\t" + read[2] + "/" + tried[2];
  }

  private static Iterator<Object> data(Schema schema) {
    return new RandomData(schema, 2 * CALLS, 7L).iterator();
  }

  /** Whether the client reads the error that it is to expect; without one, whether it reads an answer. */
  private static boolean answers(GenericRequestor requestor, String name, Object request, Object expected) {
    try {
      requestor.request(name, request);
      return expected == null;
    } catch (AvroRemoteException error) {
      return expected != null;
    } catch (Exception error) {
      // Java 1.12.2 takes too much room for the items that a collection must have: as much as those of the reader's type need.
      if (String.valueOf(error.getMessage()).contains("Collection claims")) {
        throw new IllegalStateException(error);
      }
      // Java makes an exception of its own of an error that is a text.
      return String.valueOf(expected).equals(error.getMessage());
    }
  }

  /** A server that gives the answers that it is told to give. */
  private static class AnsweringServer extends GenericResponder {
    Object answer;
    boolean fails;
    boolean isReached;

    AnsweringServer(Protocol protocol) {
      super(protocol);
    }

    @Override
    public Object respond(Protocol.Message message, Object request) throws Exception {
      isReached = true;
      if (fails) {
        throw new AvroRemoteException(answer);
      }
      return answer;
    }
  }

  /** An end of a connection without a network. */
  private static class Connection extends Transceiver {
    private final Responder server;
    private final Connection end;
    private Protocol remote;

    Connection(Responder server, Connection end) {
      this.server = server;
      this.end = end;
    }

    @Override
    public String getRemoteName() {
      return "server";
    }

    @Override
    public List<ByteBuffer> transceive(List<ByteBuffer> request) throws IOException {
      return server.respond(request, end);
    }

    @Override
    public void writeBuffers(List<ByteBuffer> buffers) throws IOException {
      server.respond(buffers, end);
    }

    @Override
    public List<ByteBuffer> readBuffers() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isConnected() {
      return remote != null;
    }

    @Override
    public void setRemote(Protocol protocol) {
      remote = protocol;
    }

    @Override
    public Protocol getRemote() {
      return remote;
    }
  }
}

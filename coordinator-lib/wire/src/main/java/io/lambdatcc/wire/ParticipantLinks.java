package io.lambdatcc.wire;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a client of TCC for REST hands to a coordinator: a link to each reservation that it has
 * made, and until when that holds. In JSON {@code
 * {"participantLinks":[{"uri":"https://…","expires":"2030-01-31T12:00:00Z"}]}}, of type {@value
 * #MEDIA_TYPE}.
 *
 * <p>After G. Pardon, C. Pautasso: Atomic Distributed Transactions: a RESTful Design (2014).
 */
public record ParticipantLinks(List<Link> links) {
  /** The media type of this message. */
  public static final String MEDIA_TYPE = "application/tcc+json";

  /** The most links, as of branches. */
  public static final int MAX_LINKS = CreateTransaction.MAX_BRANCHES;

  /** The longest URI, in characters. */
  public static final int MAX_URI_LENGTH = 1024;

  public ParticipantLinks {
    links = List.copyOf(links);
    if (links.isEmpty()) {
      throw new WireFormatException(
          "participantLinks", "is empty; 1 to " + MAX_LINKS + " are needed");
    }
    Set<URI> uris = new HashSet<>();
    for (int i = 0; i < links.size(); i++) {
      if (!uris.add(links.get(i).uri())) {
        throw new WireFormatException("participantLinks[" + i + "].uri", "is there twice");
      }
    }
  }

  /**
   * A reservation.
   *
   * @param uri PUT confirms it, DELETE cancels it
   * @param expires when it lapses by itself
   */
  public record Link(URI uri, Instant expires) {
    public Link {
      Objects.requireNonNull(uri, "uri");
      Objects.requireNonNull(expires, "expires");
    }
  }

  /**
   * Reads a message.
   *
   * @throws WireFormatException naming the field, like {@code participantLinks[1].uri}
   */
  public static ParticipantLinks fromJson(String text) {
    List<Link> links = new ArrayList<>();
    for (JsonObject link : JsonObject.parse(text).objects("participantLinks", MAX_LINKS)) {
      try {
        links.add(new Link(uri(link.string("uri")), link.instant("expires")));
      } catch (WireFormatException e) {
        throw link.inside(e);
      }
    }
    return new ParticipantLinks(links);
  }

  private static URI uri(String text) {
    if (text.length() > MAX_URI_LENGTH) {
      throw new WireFormatException("uri", "is longer than " + MAX_URI_LENGTH + " characters");
    }
    try {
      URI uri = new URI(text);
      if (uri.isAbsolute() && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new WireFormatException("uri", "is no URI: " + e.getReason());
    }
    throw new WireFormatException("uri", "is not absolute, like https://host/path");
  }
}

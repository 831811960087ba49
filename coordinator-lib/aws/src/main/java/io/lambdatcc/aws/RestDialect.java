package io.lambdatcc.aws;

import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.protocol.Digest;
import io.lambdatcc.wire.ParticipantLinks;
import io.lambdatcc.wire.ParticipantLinks.Link;
import io.lambdatcc.wire.WireFormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a client of TCC for REST asks for, as a transaction of this coordinator's.
 *
 * <p>A transaction is known by its links: whoever sends the same again, to have them confirmed or
 * cancelled, means the same transaction, and whichever came first is what happens.
 *
 * @param bases of the participants whose links are taken, by their names
 */
record RestDialect(Map<String, LinkBase> bases) {
  private static final String NAME_PREFIX = "links-";
  private static final int NAME_BYTES = 16;

  RestDialect {
    bases = Map.copyOf(bases);
  }

  /** The name of the transaction that these links make. */
  static String name(ParticipantLinks links) {
    String all =
        sorted(links).stream().map(link -> link.uri().toString()).collect(Collectors.joining("\n"));
    byte[] digest = Digest.ofText(all).bytes();
    return NAME_PREFIX + HexFormat.of().formatHex(digest, 0, NAME_BYTES);
  }

  /**
   * Its branches.
   *
   * @param confirm whether they are to be confirmed, if they hold; else they are to be cancelled
   * @throws WireFormatException for a link to where none may lead
   */
  List<TccBranch> branches(ParticipantLinks links, boolean confirm) {
    List<TccBranch> branches = new ArrayList<>();
    for (Link link : sorted(links)) {
      String uri = link.uri().toString();
      branches.add(
          new TccBranch(
              "link-" + (branches.size() + 1),
              participant(link),
              new Payload(
                  confirm ? link.expires().toString() : RestParticipants.CANCEL,
                  Digest.ofText(uri)),
              uri));
    }
    return branches;
  }

  private String participant(Link link) {
    return bases.entrySet().stream()
        .filter(base -> base.getValue().covers(link.uri()))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .orElseThrow(
            () ->
                new WireFormatException(
                    "participantLinks",
                    "leads to " + link.uri() + ", which is not called from here"));
  }

  private static List<Link> sorted(ParticipantLinks links) {
    return links.links().stream().sorted(Comparator.comparing(Link::uri)).toList();
  }
}

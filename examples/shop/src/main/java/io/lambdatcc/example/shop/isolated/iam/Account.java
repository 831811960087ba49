package io.lambdatcc.example.shop.isolated.iam;

import io.lambdatcc.example.shop.gateway.SentRequest;
import io.lambdatcc.lambdalocal.Credential;
import io.lambdatcc.lambdalocal.ReceivedRequest;
import io.lambdatcc.lambdalocal.SigV4Verifier;
import io.lambdatcc.lambdalocal.Verdict;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An AWS account: its roles and users, the credentials it has given out, and its memory of what
 * they were used for.
 */
public final class Account {
  private static final int MOST_REFUSALS = 1_000;
  private static final int SECRET_BYTES = 30;
  private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int KEY_DIGITS = 16;

  private final String id;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Policy> policies = new ConcurrentHashMap<>();
  private final Map<String, String> uniqueIds = new ConcurrentHashMap<>();
  private final Map<String, Principal> byAccessKey = new ConcurrentHashMap<>();
  private final Set<Grant> used = ConcurrentHashMap.newKeySet();
  private final Collection<Access> refused = new ConcurrentLinkedQueue<>();

  /** An account without anybody in it. */
  public Account(String id) {
    this.id = id;
  }

  /** Its twelve digits. */
  public String id() {
    return id;
  }

  /** Adds a role. */
  public void role(String name, Policy policy) {
    policies.put(name, policy);
    uniqueIds.put(name, "AROA" + digits());
  }

  /**
   * Gives out temporary credentials of a role.
   *
   * @param session tells this holder from others of the role
   */
  public Principal assume(String role, String session) {
    String uniqueId = uniqueIds.get(role);
    if (uniqueId == null) {
      throw new IllegalArgumentException("there is no role " + role);
    }
    return known(
        new Principal(
            role,
            session,
            "ASIA" + digits(),
            secret(),
            Optional.of(secret() + secret()),
            "arn:aws:sts::" + id + ":assumed-role/" + role + "/" + session,
            uniqueId + ":" + session));
  }

  /** Adds a user, with credentials that last. */
  public Principal user(String name, Policy policy) {
    policies.put(name, policy);
    String uniqueId = "AIDA" + digits();
    return known(
        new Principal(
            name,
            name,
            "AKIA" + digits(),
            secret(),
            Optional.empty(),
            "arn:aws:iam::" + id + ":user/" + name,
            uniqueId));
  }

  private Principal known(Principal principal) {
    byAccessKey.put(principal.accessKeyId(), principal);
    return principal;
  }

  /** Takes the credentials of a session back. */
  public void revoke(String session) {
    byAccessKey.values().removeIf(principal -> principal.session().equals(session));
  }

  /** Whose access key this is. */
  public Optional<Principal> holder(String accessKeyId) {
    return Optional.ofNullable(byAccessKey.get(accessKeyId));
  }

  /** Verifies what is signed by somebody of this account for this service in this Region. */
  public SigV4Verifier verifier(String service, String region) {
    return new SigV4Verifier(
        service, region, InstantSource.system(), key -> holder(key).map(Account::credential));
  }

  /** What a verifier says of a request. */
  public static Verdict verify(SigV4Verifier verifier, SentRequest request) {
    return verifier.verify(
        new ReceivedRequest(
            request.method(), request.path(), request.query(), request.headers(), request.body()));
  }

  /** A verdict names its principal by his access key, which says more than his ARN. */
  private static Credential credential(Principal principal) {
    return new Credential(
        principal.secretAccessKey(), principal.sessionToken(), principal.accessKeyId());
  }

  /** Who has sent what a verifier of this account has accepted. */
  public Principal sender(Verdict.Accepted accepted) {
    return holder(accepted.principal())
        .orElseThrow(
            () -> new IllegalStateException(accepted.principal() + " was revoked meanwhile"));
  }

  // ---- access --------------------------------------------------------------------------------

  /** Decides, as IAM does: what is denied is refused, and so is what nothing allows. */
  public Access access(Principal principal, String action, String resource) {
    Policy policy = policies.get(principal.identity());
    List<Grant> matching = policy == null ? List.of() : policy.matching(action, resource);
    Access access = decided(principal, action, resource, matching);
    used.addAll(matching);
    if (!access.allowed() && refused.size() < MOST_REFUSALS) {
      refused.add(access);
    }
    return access;
  }

  private static Access decided(
      Principal principal, String action, String resource, List<Grant> matching) {
    if (matching.stream().anyMatch(grant -> !grant.allows())) {
      return new Access(
          principal, action, resource, false, "with an explicit deny in an identity-based policy");
    }
    if (matching.isEmpty()) {
      return new Access(
          principal,
          action,
          resource,
          false,
          "because no identity-based policy allows the " + action + " action");
    }
    return new Access(principal, action, resource, true, "");
  }

  /** What was refused so far, the first thousand of it. */
  public List<Access> refused() {
    return List.copyOf(refused);
  }

  /** What some policy says and nobody has made use of yet. */
  public Set<Grant> unused() {
    Set<Grant> unused = new LinkedHashSet<>();
    policies.values().forEach(policy -> unused.addAll(policy.grants()));
    unused.removeAll(used);
    return unused;
  }

  // ---- secrets -------------------------------------------------------------------------------

  private String digits() {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < KEY_DIGITS; i++) {
      digits.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return digits.toString();
  }

  /** Without characters that mean something to a shell. */
  private String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes).replace('-', 'x').replace('_', 'y');
  }
}

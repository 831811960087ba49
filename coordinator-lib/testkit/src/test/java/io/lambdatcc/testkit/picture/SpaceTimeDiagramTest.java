package io.lambdatcc.testkit.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SpaceTimeDiagramTest {
  /** A statement of a sequence diagram, with nothing in its text that has a meaning of its own. */
  private static final Pattern STATEMENT =
      Pattern.compile(
          "  (title (?<title>.*)"
              + "|(actor|participant) l\\d+ as (?<name>.*)"
              + "|l\\d+(->>|-->>|--x|--\\))l\\d+: (?<message>.*)"
              + "|Note over l\\d+(,l\\d+)?: (?<note>.*)"
              + "|rect rgb\\(253, 228, 228\\)"
              + "|end)");

  private static final Pattern SAFE = Pattern.compile("([^#;\"<>%{}`\\\\]|#\\d+;|<br/>)+");

  static Stream<Tale> tales() {
    return LayoutTest.tales();
  }

  // ---- SVG -------------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("tales")
  void theSvgIsWellFormedAndStandsAlone(Tale tale) throws Exception {
    String svg = SpaceTimeDiagram.svg(tale.run());
    assertThat(parse(svg).getDocumentElement().getLocalName()).isEqualTo("svg");
    assertThat(svg).doesNotContain("<script", "href", "@import", "<style", "<!ENTITY");
  }

  @ParameterizedTest
  @MethodSource("tales")
  void theSameRunGivesTheSameCharacters(Tale tale) {
    assertThat(SpaceTimeDiagram.svg(tale.run())).isEqualTo(SpaceTimeDiagram.svg(tale.run()));
    assertThat(SpaceTimeDiagram.mermaid(tale.run()))
        .isEqualTo(SpaceTimeDiagram.mermaid(tale.run()));
  }

  @Test
  void theSvgSaysEverythingThatMatters() throws Exception {
    List<String> texts = texts(SpaceTimeDiagram.svg(Tales.missingFence().run()), "text");
    assertThat(texts)
        .contains("ann", "c1", "log", "stock", "payment")
        .contains("TRY t1/stock", "TRY t1/payment", "CANCEL t1/stock", "CANCEL t1/payment")
        .contains("TRYING", "CANCELLING, deadline", "CANCELLED", "no fence", "TRIED, reserves 2")
        .contains("DELAY_REQUEST 15 s", "TRY c1 t1/stock #1: the request takes 15 s longer")
        .contains("I4, no hanging Try, is broken here", "7 s pass", "TRY t1/stock, after 15 s")
        .contains("Once a Cancel was handled, no Try of that branch ever reserves anything.");
  }

  @Test
  void theLegendExplainsWhatIsUsed() throws Exception {
    assertThat(texts(SpaceTimeDiagram.svg(Tales.duplicateAndUnknownWrite().run()), "text"))
        .contains("second copy", "lost", "nobody waits for it any more")
        .contains("lost answer: the write may have landed or not", "a rule of the plan strikes")
        .doesNotContain("process is down", "still under way");
    assertThat(texts(SpaceTimeDiagram.svg(Tales.crashAfterDecision().run()), "text"))
        .contains("process is down")
        .doesNotContain("second copy", "lost");
  }

  @Test
  void whatIsCutIsWholeInTheToolTip() throws Exception {
    String svg = SpaceTimeDiagram.svg(Tales.hostile().run());
    assertThat(texts(svg, "text")).contains("no answer: ]]>a-very-long-text-without-…");
    assertThat(texts(svg, "title"))
        .anyMatch(text -> text.endsWith("will never be answered: ]]>" + Tales.LONG));
  }

  @Test
  void hostileTextsAreShownAsTheyAre() throws Exception {
    List<String> texts = texts(SpaceTimeDiagram.svg(Tales.hostile().run()), "text");
    assertThat(texts).contains("<b>\"&' ann", "I1, atomicity, is broken here");
    assertThat(String.join(" ", texts)).contains("]]> <!-- & ; # \"quoted\"", "größer 中文");
  }

  @Test
  void aRunInWhichNothingHappenedIsAPictureToo() throws Exception {
    Tale tale = new Tale("nothing", List.of("c1"), "stock");
    assertThat(texts(SpaceTimeDiagram.svg(tale.run()), "text"))
        .containsExactly("nothing", "The plan makes nothing go wrong.");
    assertThat(SpaceTimeDiagram.mermaid(tale.run()))
        .isEqualTo("sequenceDiagram\n  title nothing\n  participant nobody\n");
  }

  // ---- Mermaid ---------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("tales")
  void theMermaidHasNothingButItsOwnSyntax(Tale tale) {
    List<String> lines = SpaceTimeDiagram.mermaid(tale.run()).lines().toList();
    assertThat(lines.get(0)).isEqualTo("sequenceDiagram");
    int open = 0;
    for (String line : lines.subList(1, lines.size())) {
      var statement = STATEMENT.matcher(line);
      assertThat(statement.matches()).as(line).isTrue();
      for (String group : List.of("title", "name", "message", "note")) {
        String text = statement.group(group);
        if (text != null) {
          assertThat(text).as(line).matches(SAFE).doesNotContainPattern("(?i)\\bend\\b");
        }
      }
      open += line.startsWith("  rect") ? 1 : line.equals("  end") ? -1 : 0;
      assertThat(open).isBetween(0, 1);
    }
    assertThat(open).isZero();
  }

  @Test
  void theMermaidTellsTheSameStory() {
    assertThat(SpaceTimeDiagram.mermaid(Tales.duplicateAndUnknownWrite().run()))
        .contains("actor l0 as ann\n", "participant l2 as log\n")
        .contains(
            "l1->>l4: TRY t1/payment\n", "l1-->>l4: TRY t1/payment, second copy, sent 5 s ago")
        .contains("l1--xl4: CONFIRM t1/payment (lost)", "l3--xl1: confirmed (lost)")
        .contains("Note over l1: !! 2. LOG_UNKNOWN_LANDED")
        .contains("l2--xl1: ? (the answer is never learned)");
    assertThat(SpaceTimeDiagram.mermaid(Tales.missingFence().run()))
        .contains("rect rgb(253, 228, 228)\n  Note over l3: TRIED, reserves 2\n")
        .contains("Note over l0,l4: I4, no hanging Try, is broken here: stock reserved")
        .endsWith("  end\n");
  }

  @Test
  void whatMermaidWouldTakeForItsOwnIsWrittenAsAnEntity() {
    assertThat(MermaidWriter.escaped("the end; #1 \"x\" <br/> weekend %%"))
        .isEqualTo("the #101;nd#59; #35;1 #34;x#34; #60;br/#62; weekend #37;#37;");
  }

  // ---- reading ---------------------------------------------------------------------------------

  private static Document parse(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }

  private static List<String> texts(String svg, String element) throws Exception {
    NodeList nodes = parse(svg).getElementsByTagName(element);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }
}

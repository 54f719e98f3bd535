// veraPDF's rules of PDF/UA-1 on each PDF named, as JSON: the rules that a file breaks. Run by the Rhino in its jar.
// The jar lacks the part of Java that reads rules from XML, so they are read here.

var check = Packages.org.verapdf.pdfa;
var profiles = check.validation.profiles;
var UA = check.flavours.PDFAFlavour.PDFUA_1;
var none = java.util.List.of();

function all(inside, name) {
  var nodes = inside.getElementsByTagName(name), found = [];
  for (var place = 0; place < nodes.getLength(); place++) found.push(nodes.item(place));
  return found;
}

function text(inside, name) {
  return all(inside, name)[0].getTextContent();
}

function rule(read) {
  var id = all(read, "id")[0];
  var number = java.lang.Integer.parseInt(id.getAttribute("testNumber"));
  var error = profiles.Profiles.errorFromValues(text(read, "message"), none);
  return profiles.Profiles.ruleFromValues(
    profiles.Profiles.ruleIdFromValues(check.flavours.PDFAFlavour.Specification.ISO_14289_1, id.getAttribute("clause"), number),
    read.getAttribute("object"), java.lang.Boolean.valueOf(read.getAttribute("deferred")), "",
    text(read, "description"), text(read, "test"), error, none);
}

function variable(read) {
  return profiles.Profiles.variableFromValues(
    read.getAttribute("name"), read.getAttribute("object"), text(read, "defaultValue"), text(read, "value"));
}

function profile() {
  var loader = java.lang.Class.forName("org.verapdf.pdfa.Foundries").getClassLoader();
  var builder = Packages.javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder();
  var read = builder.parse(loader.getResourceAsStream("org/verapdf/pdfa/validation/PDFUA-1.xml"));
  var rules = new java.util.HashSet(), variables = new java.util.HashSet();
  all(read, "rule").forEach(function (one) { rules.add(rule(one)); });
  all(read, "variable").forEach(function (one) { variables.add(variable(one)); });
  var details = profiles.Profiles.profileDetailsFromValues("PDF/UA-1", "", "", new java.util.Date());
  return profiles.Profiles.profileFromValues(UA, details, "", rules, variables);
}

function broken(result) {
  var found = {};
  result.getTestAssertions().forEach(function (made) {
    var id = made.getRuleId();
    if (String(made.getStatus()) !== "PASSED") found[id.getClause() + "-" + id.getTestNumber()] = String(made.getMessage());
  });
  return found;
}

Packages.org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
var rules = profile();
print(JSON.stringify(arguments.map(function (name) {
  var parser = check.Foundries.defaultInstance().createParser(new java.io.FileInputStream(name), UA);
  var result = check.Foundries.defaultInstance().createValidator(rules, false).validate(parser);
  parser.close();
  return { rules: rules.getRules().size(), checks: Number(result.getTotalAssertions()), broken: broken(result) };
})));

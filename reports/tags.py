"""The tree that a screen reader follows, put right where WeasyPrint cannot know better (ISO 14289-1, 7.1 to 7.5).

Works on the objects of a PDF that is laid out and not written yet. Page heads, page feet and charts that only draw the
numbers beside them leave the tree, tables that hold a layout become divisions, heads of tables say what they head, and
elements that say nothing are taken out, which also makes the file smaller.
"""

from collections.abc import Iterator
from typing import Any

import pydyf

Element = Any  # a dictionary of pydyf: S is its kind, P its parent, K its kids, Pg its page
Kid = Any  # an element, the number of a marked piece of its page, or the reference of a link

WITHOUT_MEANING = ("/Span", "/NonStruct")
MAY_BE_EMPTY = ("/TD", "/TH", "/TR")


class Tree:
    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.elements = {
            entry.reference: entry
            for entry in pdf.objects
            if isinstance(entry, pydyf.Dictionary) and entry.get("Type") == "/StructElem"
        }
        root = self.object(pdf.catalog["StructTreeRoot"])
        self.document = self.elements[root["K"][0]]
        self.numbers = self.object(root["ParentTree"])["Nums"]  # 0, what belongs to it, 1, what belongs to it, ...
        self.pages = {reference: self.object(reference) for reference in pdf.page_references}
        self.kept: set[bytes] = set()  # references of the elements that stay
        # for each page, by number of the marked piece, the element that it belongs to
        self.owners = {reference: self.numbers[2 * page["StructParents"] + 1] for reference, page in self.pages.items()}

    def object(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def put_right(self) -> None:
        for element in self.elements.values():
            if element["S"] == "/Table":
                self.name_cells(element)
        for owners in self.owners.values():
            owners[:] = ["null"] * len(owners)
        self.adopt(self.document, self.settle(self.document))
        for reference, element in self.elements.items():
            if reference not in self.kept:
                self.drop(element)
        for reference, owners in self.owners.items():
            self.hide(reference, {number for number, owner in enumerate(owners) if owner == "null"})

    def name_cells(self, table: Element) -> None:
        """Tell heads what they head. A table without any head is there for the layout alone."""
        inside = list(self.inside(table, ()))
        if not any(part["S"] == "/TH" for part, _ in inside):
            table["S"] = "/Div"
            for part, _ in inside:
                part["S"] = "/Div" if part["S"] == "/TD" else "/NonStruct"
                part.pop("A", None)
        for part, above in inside:
            if part["S"] == "/TH":
                part["A"]["Scope"] = "/Column" if "/THead" in above else "/Row"

    def inside(self, table: Element, above: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
        """The parts of a table down to its cells, each with the kinds of those that it stands in."""
        for reference in table["K"]:
            part = self.elements[reference]
            yield part, above
            if part["S"] not in ("/TD", "/TH"):
                yield from self.inside(part, (*above, part["S"]))

    def settle(self, element: Element) -> list[Kid]:
        """What stays below an element, past those that say nothing; each with all below it in its final place."""
        stay: list[Kid] = []
        for entry in element["K"]:
            kid = self.elements.get(entry) if isinstance(entry, bytes) else None
            if kid is None:
                stay.append(entry)
            elif kid["S"] != "/Figure" or "Alt" in kid:
                inside = self.settle(kid)
                if self.is_bare(kid, element):
                    stay += inside
                elif inside or kid["S"] in MAY_BE_EMPTY:
                    self.adopt(kid, inside)
                    stay.append(kid)
        return stay

    def adopt(self, element: Element, kids: list[Kid]) -> None:
        element["K"] = pydyf.Array(kid.reference if isinstance(kid, pydyf.Dictionary) else kid for kid in kids)
        self.kept.add(element.reference)
        for kid in kids:
            if isinstance(kid, pydyf.Dictionary):
                kid["P"] = element.reference
            elif isinstance(kid, int):
                self.owners[element["Pg"]][kid] = element.reference
            else:
                annotation = self.object(self.object(kid)["Obj"])
                self.numbers[2 * annotation["StructParent"] + 1] = element.reference

    def is_bare(self, kid: Element, parent: Element) -> bool:
        """An element without meaning on the page of its parent. A part of a link is no link of its own."""
        linked = any(isinstance(entry, bytes) and entry not in self.elements for entry in kid["K"])
        plain = kid["S"] in WITHOUT_MEANING and not linked
        return kid["Pg"] == parent.get("Pg") and (plain or (parent["S"] == "/Link" and linked))

    def drop(self, element: Element) -> None:
        free = pydyf.Object()
        free.free, free.generation, free.number = "f", 65535, 0
        self.pdf.objects[element.number] = free

    def hide(self, reference: bytes, numbers: set[int]) -> None:
        """Mark pieces of a page as something that is not read out."""
        items = self.object(self.pages[reference]["Contents"]).stream
        for place, item in enumerate(items):
            if item == b"BDC" and items[place - 1].get("MCID") in numbers:
                items[place - 2], items[place - 1], items[place] = b"/Artifact", b"", b"BMC"

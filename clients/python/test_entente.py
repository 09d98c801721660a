"""Asks a demo store over both doors: python3 test_entente.py DB, with the program entente on the PATH."""

import shutil
import subprocess
import sys
import unittest

import entente

PROGRAM, DB = shutil.which("entente"), sys.argv[1]
ARMS = "Russia/^supplies_arms_to"


class Doors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.console = subprocess.Popen([PROGRAM, "console", "--db", DB], stdout=subprocess.PIPE, text=True)
        cls.addClassCleanup(cls.end)
        cls.doors = {"command line": entente.open(DB), "HTTP": entente.connect(cls.console.stdout.readline().strip())}

    @classmethod
    def end(cls):
        cls.console.terminate()
        cls.console.wait()
        cls.console.stdout.close()

    def test_same_answers(self):
        for expression in (ARMS, "China/concerned_about", "USA/allied_with/concerned_about", "Chad/attacks"):
            got = {name: [(a.start, a.end) for a in g.path(expression)] for name, g in self.doors.items()}
            self.assertEqual(got["command line"], got["HTTP"], expression)

    def test_evidence(self):
        for name, g in self.doors.items():
            with self.subTest(name):
                (answer,) = [a for a in g.path(ARMS, evidence=True) if a.end.id == "state:PRK"]
                self.assertEqual((str(answer.start), str(answer.end), answer.status), ("Russia", "North Korea", "disputed"))
                self.assertIn("state:PRK", answer.steps[0].denied_by)
                claim = answer.claims[0]
                self.assertTrue(claim.evidence and claim.publisher and claim.doc)
                with self.assertRaises(AttributeError):
                    claim.nothing_such

    def test_limit_says_that_it_cut(self):
        for name, g in self.doors.items():
            with self.subTest(name):
                cut = g.path("USA/.", limit=1)
                self.assertEqual((len(cut), bool(cut.truncated)), (1, True))
                self.assertIn("Cut", cut._repr_html_())
                self.assertIsNone(g.path(ARMS).truncated)

    def test_errors_have_a_place(self):
        for name, g in self.doors.items():
            with self.subTest(name):
                with self.assertRaises(entente.Error) as caught:
                    g.path("Russia/^supplies_rms_to")
                self.assertEqual((caught.exception.line, caught.exception.column), (1, 9))
                self.assertIn("supplies_arms_to", caught.exception.hint)

    def test_objects(self):
        for name, g in self.doors.items():
            with self.subTest(name):
                self.assertGreater(g.info()["quads"], 0)
                self.assertTrue(g.facts("North Korea", "Russia"))
                self.assertTrue(g.timeline("USA", "China"))
                self.assertTrue(g.show("state:CHN"))
                self.assertTrue(g.schema())

    def test_tables(self):
        answers = self.doors["HTTP"].path(ARMS, evidence=True)
        rows = answers.rows()
        self.assertEqual(len(rows), sum(len(a.claims) for a in answers))
        self.assertEqual({r["predicate"] for r in rows}, {"supplies_arms_to"})
        self.assertEqual(len(answers.to_csv().splitlines()[0].split(",")), len(rows[0]))
        self.assertIn("<table>", answers[0]._repr_html_())

    def test_hostile_text_stays_text(self):
        evil = entente.Answers([entente.Answer({
            "start": {"id": "x:1", "label": "<script>alert(1)</script>"}, "end": {"id": "x:2", "label": "=1+1"}})])
        self.assertNotIn("<script>", evil._repr_html_())
        self.assertIn("'=1+1", evil.to_csv())

    def test_nobody_there(self):
        with self.assertRaises(entente.Error):
            entente.connect("http://127.0.0.1:9").info()
        with self.assertRaises(entente.Error):
            entente.open("/no/such/store", PROGRAM).info()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

package catalog_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/catalog"
	"entente/loader/dataset/datasettest"
)

// samples are the sample files with the reader that knows each and the number of records in it.
func samples() map[string]struct {
	reader  string
	records int
} {
	return map[string]struct {
		reader  string
		records int
	}{
		"archigos.csv": {"archigos", 3409}, "atop_alliance.csv.gz": {"atop", 273296}, "cow2iso_dated.csv": {"cow-crosswalk", 315}, "cow_contdir.csv": {"cow-contiguity", 847},
		"cow_country_codes_CR.csv": {"cow-codes", 243}, "cow_igo_sy.csv": {"cow-igo-counts", 15557}, "cow_majors.csv": {"cow-majors", 14}, "cow_mid_dirdisps.csv": {"cow-disputes", 11390},
		"cow_states2016.csv": {"cow-states", 243}, "desta.csv": {"desta", 1217}, "gdelt2_20180101000000.export.CSV": {"gdelt", 2414}, "gdelt2_20191024143000.export.CSV": {"gdelt", 2111},
		"gdelt2_gkg21_rebuilt.csv": {"gkg", 100}, "gdelt2_mentions_header.csv": {"gdelt-mentions", 1635}, "gdelt2_mentions_raw_layout.CSV": {"gdelt-mentions", 1635}, "gptad.csv": {"gptad", 352},
		"icews05-15_test_quads.tsv": {"icews-quads", 46092}, "icews05-15_valid_quads.tsv": {"icews-quads", 46275}, "icews14_test_quads.tsv": {"icews-quads", 8963}, "icews14_valid_quads.tsv": {"icews-quads", 8941},
		"icews18_entity2id.tsv": {"icews-names", 23033}, "icews18_relation2id.tsv": {"icews-names", 256}, "icews18_test_ids.tsv": {"icews-numbers", 49545}, "icews_events.2018.sample.tab": {"icews", 3705},
		"icews_sample_4993.csv": {"icews", 4993}, "icews_to_plover_sample.jsonl": {"", 0}, "SOURCES.tsv": {"", 0}, "td_rivalries.csv": {"rivalries-td", 197}, "tss_rivalries.csv": {"rivalries-tss", 264},
		"un_roll_call_issues.csv": {"un-issues", 5745}, "un_roll_calls.csv": {"un-roll-calls", 6203}, "un_votes.csv.gz": {"un-votes", 870109},
	}
}

// Every sample file is known by its content, by one reader, and every record of it ends in one place.
func TestEverySampleFile(t *testing.T) {
	probe := datasettest.Sample(t, "archigos.csv")
	_ = probe
	dir := os.Getenv("ENTENTE_SAMPLES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "samples")
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := samples()
	session := dataset.NewSession(datasettest.Vocabulary(t))
	seen, records, claims := 0, 0, 0
	for rank := range 2 {
		for _, f := range files {
			w, listed := want[f.Name()]
			if !listed {
				t.Errorf("%s: no expectation for this sample", f.Name())
				continue
			}
			head := make([]byte, 64<<10)
			in := datasettest.Sample(t, f.Name())
			n, _ := io.ReadFull(in.Body, head)
			// Its name tells nothing.
			r, err := catalog.Detect(strings.TrimSuffix(f.Name(), ".gz"), head[:n])
			switch {
			case err != nil:
				t.Errorf("%s: %v", f.Name(), err)
				continue
			case r == nil && w.reader == "":
				continue
			case r == nil || r.Name() != w.reader:
				t.Errorf("%s: read by %v, want %s", f.Name(), r, w.reader)
				continue
			case catalog.Rank(r.Name()) != rank:
				continue
			}
			out := datasettest.Load(t, r, session, f.Name(), false)
			seen++
			records += out.Read()
			claims += out.Claims
			if out.Read() != w.records || out.Rejects != 0 {
				t.Errorf("%s: %d records, %d rejected %v; want %d", f.Name(), out.Read(), out.Rejects, out.Rejected, w.records)
			}
		}
	}
	t.Logf("ran %d cases: sample files; %d records, %d claims", seen, records, claims)
}

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range catalog.Readers() {
		if seen[r.Name()] {
			t.Errorf("two readers are called %s", r.Name())
		}
		seen[r.Name()] = true
		if found, ok := catalog.Find(r.Name()); !ok || found.Name() != r.Name() {
			t.Errorf("%s is not found", r.Name())
		}
		if r.Detect("x", nil) != 0 || r.Detect("x", []byte("The president met the king.\nThey talked, and left.\n")) != 0 {
			t.Errorf("%s takes anything for its own", r.Name())
		}
	}
	if _, ok := catalog.Find("nothing"); ok {
		t.Error("a reader called nothing")
	}
	if r, err := catalog.Detect("x.txt", []byte("hello\n")); r != nil || err != nil {
		t.Errorf("%v, %v", r, err)
	}
}

// The same file read twice gives the same claims, whatever was read between.
func TestReadingAgainChangesNothing(t *testing.T) {
	v := datasettest.Vocabulary(t)
	for _, name := range []string{"gdelt2_20191024143000.export.CSV", "icews_events.2018.sample.tab", "desta.csv", "archigos.csv"} {
		var first, second strings.Builder
		for _, into := range []*strings.Builder{&first, &second} {
			r, _ := catalog.Find(samples()[name].reader)
			for _, c := range datasettest.Load(t, r, dataset.NewSession(v), name, true).Kept {
				into.WriteString(c.Subject.ID + c.Relation + c.Object.ID + c.Happened + c.Publisher + "\n")
			}
		}
		if first.String() != second.String() {
			t.Errorf("%s gives other claims the second time", name)
		}
	}
}

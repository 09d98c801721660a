package loader

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/gdelt"
)

// gdeltEvent is a row of an Events 2.0 file.
func gdeltEvent(number int, source, target, code string) string {
	f := make([]string, 61)
	f[0], f[1], f[2], f[3], f[4] = fmt.Sprint(number), "20191001", "201910", "2019", "2019.7479"
	f[5], f[6], f[7] = source, source, source
	f[15], f[16], f[17] = target, target, target
	f[25], f[26], f[27], f[28], f[29], f[30] = "1", code, code, code[:2], "1", "3.4"
	f[31], f[32], f[33], f[34] = "10", "1", "10", "1.5"
	f[52], f[59], f[60] = "Lima, Peru", "20191001120000", "http://example.org/1"
	return strings.Join(f, "\t") + "\n"
}

func gdeltMention(number, article int) string {
	return fmt.Sprintf("%d\t20191001120000\t20191002121500\t1\texample.net\thttp://example.net/%d\t4\t-1\t812\t787\t0\t20\t1002\t0.63\t\t\n", number, article)
}

// gdeltLoader has the readers of GDELT.
func gdeltLoader(t *testing.T) *Loader {
	l := newLoader(t)
	l.Sets = []dataset.Reader{gdelt.V2(), gdelt.NewMentions()}
	return l
}

// Mentions join the events of an earlier load as they join those of their own: the same graph comes of it.
func TestMentionsOfEarlierEvents(t *testing.T) {
	const events, mentions = "20191001120000.export.CSV", "20191002121500.mentions.CSV"
	files := map[string]string{
		// A visit hosted (roles are exchanged), a meeting, and an event without a relation between two actors.
		events:   gdeltEvent(101, "PER", "CHL", "043") + gdeltEvent(102, "CHL", "PER", "036") + gdeltEvent(103, "CHL", "", "036") + gdeltEvent(104, "USAGOV", "CHL", "020"),
		mentions: gdeltMention(101, 1) + gdeltMention(102, 1) + gdeltMention(101, 2) + gdeltMention(103, 1) + gdeltMention(104, 3) + gdeltMention(999, 1),
	}
	together := gdeltLoader(t)
	all := load(t, together, nil, folder(t, files))
	if all.Loaded != 7 || all.Skipped != 3 || all.Rejected != 0 {
		t.Fatalf("together: %+v", all)
	}
	for _, strict := range []bool{false, true} {
		apart := gdeltLoader(t)
		load(t, apart, nil, folder(t, map[string]string{events: files[events]}))
		rep, err := apart.Load(t.Context(), []string{folder(t, map[string]string{mentions: files[mentions]})}, &Options{Strict: strict})
		if err != nil || rep.Loaded != 4 || rep.Skipped != 2 {
			t.Errorf("strict %v: %+v %v", strict, rep, err)
		}
		if exported(t, apart) != exported(t, together) {
			t.Errorf("strict %v: another graph", strict)
		}
		// Mentions may be joined through those that were joined before, when the file of events is taken back.
		if _, err := apart.Graph.Remove(t.Context(), events); err != nil {
			t.Fatal(err)
		}
		rep = load(t, apart, nil, folder(t, map[string]string{"20191003.mentions.CSV": gdeltMention(102, 7) + gdeltMention(104, 7)}))
		if rep.Loaded != 2 {
			t.Errorf("through mentions: %+v", rep)
		}
	}
}

// What goes wrong while events are looked for ends the load and is no skipped row.
func TestEarlierEventsFail(t *testing.T) {
	l := gdeltLoader(t)
	load(t, l, nil, folder(t, map[string]string{"e.export.CSV": gdeltEvent(102, "CHL", "PER", "036")}))
	x := &earlierEvents{ctx: t.Context(), graph: l.Graph, sets: dataset.NewSession(l.Graph.Vocabulary())}
	if _, ok := x.find(102); !ok {
		t.Error("not found")
	}
	if _, ok := x.find(7); ok {
		t.Error("found what is not there")
	}
	if err := x.close(); err != nil {
		t.Error(err)
	}
	broken := errors.New("broken")
	x = &earlierEvents{ctx: t.Context(), graph: l.Graph, err: broken}
	if _, ok := x.find(102); ok || !errors.Is(x.close(), broken) {
		t.Error("an error is not told")
	}
}

package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"entente/graph"
	"entente/loader"
	"entente/loader/dataset/catalog"
	"entente/loader/extract"
)

// Events loads a file of made-up GDELT events, as `entente load` does, into a new store. The file is written first
// where there is none.
func Events(ctx context.Context, o Options, rows int) (err error) {
	b := &bench{o.withDefaults()}
	if err := writeEventFile(b.Data, rows); err != nil {
		return err
	}
	if err := os.RemoveAll(b.DB); err != nil {
		return err
	}
	g, err := graph.Open(ctx, b.DB, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	reader, err := extract.New(g.Vocabulary())
	if err != nil {
		return err
	}
	l := loader.Loader{Graph: g, Reader: reader, Sets: catalog.Readers()}
	began, used := time.Now(), processSeconds()
	rep, err := l.Load(ctx, []string{b.Data}, nil)
	sec, cpu := time.Since(began).Seconds(), processSeconds()-used
	if err != nil {
		return err
	}
	if rep.Rejected > 0 || rep.Read == 0 {
		return fmt.Errorf("%d of %d rows refused, first %v", rep.Rejected, rep.Read, rep.Rejections)
	}
	b.say("EVENTS rows=%d claims=%d quads=%d sec=%.2f rows_s=%.0f cpu_sec=%.2f rows_cpu_s=%.0f peakRSS_MB=%d", rep.Read, rep.Claims, rep.Quads,
		sec, float64(rep.Read)/sec, cpu, float64(rep.Read)/cpu, peakMB())
	n, err := folderBytes(b.DB)
	if err != nil {
		return err
	}
	b.say("DISK %d", n)
	b.say("MACHINE load=%s", machineLoad())
	return nil
}

func writeEventFile(name string, rows int) error {
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(writeEvents(w, rows, 1), w.Flush(), f.Close())
}

// Shares of real files (two of 15 minutes, 4,525 rows): two thirds of the rows have two actors, four in ten actors a role, three in ten
// rows repeat another's day, actors and code at another place; an article gives three rows; one date in twenty is a year old.
const (
	bothActors = 0.66
	oneActor   = 0.9
	withRole   = 0.4
	repeated   = 0.3
	perArticle = 3
	aYearAgo   = 0.05
)

// writeEvents writes made-up rows in the layout of GDELT Events 2.0: few actors, codes and days that occur often and many that do not
// (Zipf), addresses that are nearly all different. The same seed gives the same bytes.
func writeEvents(w io.Writer, rows int, seed uint64) error {
	r := rand.New(rand.NewPCG(seed, 0))
	countries := strings.Fields("USA RUS CHN GBR ISR IRN UKR FRA DEU IND TUR SYR PAK JPN KOR PRK SAU EGY IRQ ITA AUS CAN BRA MEX POL ESP NGA ZAF GRC SWE NLD BEL AUT CHE HUN " +
		"CZE ROU BGR SRB AFG YEM LBN JOR QAT ARE KWT LBY TUN DZA MAR SDN ETH KEN SOM UGA TZA GHA SEN MLI NER TCD CMR AGO ZWE ZMB MOZ COL VEN ARG CHL PER BOL ECU CUB PHL VNM THA MYS IDN SGP")
	roles := strings.Fields("GOV GOV GOV MIL COP OPP BUS MED JUD LEG REB CVL")
	codes := strings.Fields("010 042 043 040 051 036 020 190 112 111 173 120 046 057 061 070 071 130 141 163 172 180 193 195 050 031 022 084 081 013 014 060 072 138 154 164 1712 0231 0311 1246")
	zipf := func(n int) func() int {
		z := rand.NewZipf(r, 1.2, 4, uint64(n-1))
		return func() int { return int(z.Uint64()) }
	}
	country, code, place, outlet := zipf(len(countries)), zipf(len(codes)), zipf(20_000), zipf(3000)
	actor := func() (id, name, state, role string) {
		state = countries[country()]
		id, name = state, state+" NAME"
		if r.Float64() < withRole {
			role = roles[r.IntN(len(roles))]
			id, name = state+role, state+" "+role
		}
		return id, name, state, role
	}
	columns := make([]string, 61)
	day := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		if i%5000 == 0 && i > 0 {
			day = day.AddDate(0, 0, 1)
		}
		if i == 0 || r.Float64() >= repeated {
			clear(columns[:60])
			kind := r.Float64()
			if kind < oneActor {
				columns[5], columns[6], columns[7], columns[12] = actor()
			}
			if kind < bothActors || kind >= oneActor {
				columns[15], columns[16], columns[17], columns[22] = actor()
			}
			columns[26] = codes[code()]
		}
		when := day
		if r.Float64() < aYearAgo {
			when = when.AddDate(-1, 0, 0)
		}
		columns[0], columns[1], columns[2], columns[3] = fmt.Sprint(800_000_000+i), when.Format("20060102"), when.Format("200601"), when.Format("2006")
		columns[4], columns[25], columns[27], columns[28] = when.Format("2006.0102"), "1", columns[26], columns[26][:2]
		columns[29], columns[30] = fmt.Sprint(1+r.IntN(4)), fmt.Sprintf("%.1f", float64(r.IntN(200)-100)/10)
		columns[31], columns[32], columns[33], columns[34] = fmt.Sprint(1+r.IntN(20)), "1", fmt.Sprint(1+r.IntN(20)), fmt.Sprintf("%.13f", r.Float64()*10-5)
		at := place()
		for _, c := range [...]int{35, 43, 51} {
			columns[c], columns[c+1], columns[c+2], columns[c+3] = "4", fmt.Sprintf("Town %d, Province %d, Land", at, at%300), "US", "US01"
			columns[c+5], columns[c+6], columns[c+7] = fmt.Sprintf("%.4f", float64(at%180)-90), fmt.Sprintf("%.4f", float64(at%360)-180), fmt.Sprint(-at)
		}
		columns[59] = day.Format("20060102") + "120000"
		if i%perArticle == 0 || i == 0 {
			columns[60] = fmt.Sprintf("https://www.paper-%d.example/world/%s/a-headline-of-some-length-%08x.html", outlet(), day.Format("2006/01/02"), r.Uint32())
		}
		if _, err := io.WriteString(w, strings.Join(columns, "\t")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

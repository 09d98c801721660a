package vocab

// Scheme names a system of codes.
type Scheme string

// Schemes of codes for states.
const (
	ISO2       Scheme = "iso2"
	ISO3       Scheme = "iso3"
	ISONumeric Scheme = "iso_number"
	COW        Scheme = "cow"        // Correlates of War, letters
	COWNumber  Scheme = "cow_number" // Correlates of War, number without leading zeros
	GW         Scheme = "gw"         // Gleditsch and Ward
	FIPS       Scheme = "fips"       // FIPS 10-4
	UN         Scheme = "un"         // M49
	CAMEOCode  Scheme = "cameo"      // CAMEO actor code
)

// Schemes are all schemes, in a fixed order.
func Schemes() []Scheme {
	return []Scheme{ISO2, ISO3, ISONumeric, COW, COWNumber, GW, FIPS, UN, CAMEOCode}
}

// In is the code in a scheme, "" when there is none.
func (c *Codes) In(s Scheme) string {
	switch s {
	case ISO2:
		return c.ISO2
	case ISO3:
		return c.ISO3
	case ISONumeric:
		return c.ISONumeric
	case COW:
		return c.COW
	case COWNumber:
		return c.COWNumber
	case GW:
		return c.GW
	case FIPS:
		return c.FIPS
	case UN:
		return c.UN
	case CAMEOCode:
		return c.CAMEO
	}
	return ""
}

type codeKey struct {
	scheme Scheme
	code   string
}

type codeIndex map[codeKey][]*Actor

// Coded is the actor with a code, on a day where several bear it in turn (Correlates of War gives
// Yugoslavia and Serbia one number); with the empty day the one that exists now.
func (v *Vocabulary) Coded(s Scheme, code, day string) (*Actor, bool) {
	found := v.codes[codeKey{s, code}]
	for _, a := range found {
		if day != "" && a.Covers(day) || day == "" && a.Until == "" {
			return a, true
		}
	}
	if len(found) > 0 {
		return found[0], true
	}
	return nil, false
}

func (v *Vocabulary) loadCodes() error {
	t, err := readTable("codes.tsv", "id", "iso2", "iso3", "iso_number", "cow", "cow_number", "gw", "fips", "un", "cameo")
	if err != nil {
		return err
	}
	for _, r := range t.rows {
		c := r.cells
		a, ok := v.byID[c[0]]
		if !ok {
			return r.errorf("no state %s", c[0])
		}
		a.Codes = Codes{ISO2: c[1], ISO3: c[2], ISONumeric: c[3], COW: c[4], COWNumber: c[5], GW: c[6], FIPS: c[7], UN: c[8], CAMEO: c[9]}
	}
	return nil
}

func (v *Vocabulary) indexCodes() {
	v.codes = make(codeIndex, 8*len(v.byID)/10)
	for _, a := range v.actors {
		for _, s := range Schemes() {
			if code := a.Codes.In(s); code != "" {
				k := codeKey{s, code}
				v.codes[k] = append(v.codes[k], a)
			}
		}
	}
}

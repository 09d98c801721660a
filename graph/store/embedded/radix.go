package embedded

const (
	radixBits = 11
	radixSize = 1 << radixBits
)

// sortBy sorts rows stably by the columns listed, the most significant first; scratch is as long
// as rows. The result is one of the two, the other is free again. Columns hold numbers below limit.
func sortBy(rows, scratch []tuple, limit uint32, columns ...int) (sorted, free []tuple) {
	bits := 0
	for limit>>bits > 0 {
		bits++
	}
	for i := len(columns) - 1; i >= 0; i-- {
		for shift := 0; shift < bits; shift += radixBits {
			if pass(rows, scratch, columns[i], shift) {
				rows, scratch = scratch, rows
			}
		}
	}
	return rows, scratch
}

// digit reads some bits of a column.
func digit(t tuple, column, shift int) uint64 {
	w := t.hi
	if column >= 2 {
		w = t.lo
	}
	if column&1 == 0 {
		w >>= 32
	}
	return uint64(uint32(w)) >> shift & (radixSize - 1)
}

// pass deals rows out by one digit; false when all have the same.
func pass(rows, scratch []tuple, column, shift int) bool {
	var at [radixSize]int
	for _, t := range rows {
		at[digit(t, column, shift)]++
	}
	if len(rows) == 0 || at[digit(rows[0], column, shift)] == len(rows) {
		return false
	}
	sum := 0
	for i, n := range at {
		at[i] = sum
		sum += n
	}
	for _, t := range rows {
		d := digit(t, column, shift)
		scratch[at[d]] = t
		at[d]++
	}
	return true
}

// distinct takes out repeated rows of a sorted list, in place.
func distinctRows(rows []tuple) []tuple {
	if len(rows) == 0 {
		return rows
	}
	n := 1
	for i := 1; i < len(rows); i++ {
		if rows[i] != rows[i-1] {
			rows[n] = rows[i]
			n++
		}
	}
	return rows[:n]
}

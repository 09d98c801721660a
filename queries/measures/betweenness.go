package measures

// betweenness counts for every node the ordered pairs of others whose shortest directed paths pass it, each pair shared among its
// paths: U. Brandes, "A Faster Algorithm for Betweenness Centrality", Journal of Mathematical Sociology 25 (2001) 163-177. out
// lists the nodes that each node has a tie to, ascending, so that sums come out the same each time.
func betweenness(w *watch, out [][]int) ([]float64, error) {
	n := len(out)
	total := make([]float64, n)
	paths, share := make([]float64, n), make([]float64, n)
	distance := make([]int, n)
	for s := range n {
		for i := range n {
			paths[i], share[i], distance[i] = 0, 0, -1
		}
		paths[s], distance[s] = 1, 0
		order := []int{s} // by distance
		for i := 0; i < len(order); i++ {
			v := order[i]
			for _, t := range out[v] {
				if distance[t] < 0 {
					distance[t] = distance[v] + 1
					order = append(order, t)
				}
				if distance[t] == distance[v]+1 {
					paths[t] += paths[v]
				}
			}
			if err := w.step(1 + len(out[v])); err != nil {
				return nil, err
			}
		}
		for i := len(order) - 1; i >= 0; i-- {
			v := order[i]
			for _, t := range out[v] {
				if distance[t] == distance[v]+1 {
					share[v] += paths[v] / paths[t] * (1 + share[t])
				}
			}
			if v != s {
				total[v] += share[v]
			}
			if err := w.step(1 + len(out[v])); err != nil {
				return nil, err
			}
		}
		if err := w.step(n); err != nil {
			return nil, err
		}
	}
	return total, nil
}

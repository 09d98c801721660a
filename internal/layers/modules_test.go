package layers

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestLinkedModules compares the modules linked into the command with docs/dependencies.md, so that a new one is a decision.
func TestLinkedModules(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./cmd/entente")
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	linked := strings.Fields(string(out))
	slices.Sort(linked)
	linked = slices.Compact(linked)
	linked = slices.DeleteFunc(linked, func(m string) bool { return m == module })
	listed := listedModules(t)
	for _, m := range linked {
		if !slices.Contains(listed, m) {
			t.Errorf("%s is linked but docs/dependencies.md does not say why", m)
		}
	}
	for _, m := range listed {
		if !slices.Contains(linked, m) {
			t.Errorf("docs/dependencies.md lists %s as linked, but it is not", m)
		}
	}
	t.Logf("ran %d cases: linked modules", len(linked))
}

// listedModules reads the rows of the tables under "## Linked" in docs/dependencies.md: `| module | what for | licence | weighed |`.
func listedModules(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(root + "/docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	var modules []string
	inside := false
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "## ") {
			inside = strings.HasPrefix(line, "## Linked")
			continue
		}
		if !inside || !strings.HasPrefix(line, "|") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		name := strings.Trim(cells[0], " `")
		if name == "module" || strings.HasPrefix(name, "---") {
			continue
		}
		if len(cells) != 4 || strings.TrimSpace(cells[1]) == "" || strings.TrimSpace(cells[2]) == "" {
			t.Errorf("docs/dependencies.md: %s needs what for, licence, and what was weighed", name)
		}
		modules = append(modules, name)
	}
	return modules
}

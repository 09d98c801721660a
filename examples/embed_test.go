package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestEmbed builds and runs examples/embed as what it is, a program of another module, without a network: it may use only modules
// that this module uses. The copy in a temporary folder keeps the committed go.mod as it is.
func TestEmbed(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"main.go", "go.mod"} {
		data, err := os.ReadFile(filepath.Join("embed", name))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(data), "replace entente => ../..", "replace entente => "+root, 1)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o600); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "embed")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	out, err := exec.Command(program).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		"loaded 2 documents\n",
		"path: Russia\n", "path: North Korea\n", "told by Kurt Campbell in campbell\n",
		`gizmo: {"id":"<state:FIN>"}`,
		"cayley: <org:nato>\n",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the program does not print %q:\n%s", want, out)
		}
	}
}

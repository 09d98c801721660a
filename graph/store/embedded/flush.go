package embedded

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// background runs tasks one after the other, and ends them with the store.
type background struct {
	ctx    context.Context
	cancel context.CancelFunc
	wait   sync.WaitGroup
	// flush and merge wake the goroutines that write memory to files, and files to fewer ones.
	flush, merge chan struct{}

	mu      sync.Mutex
	stopped bool
	idle    *sync.Cond // of mu: flushing became false
	// flushing tells that frozen runs are on their way to files; err is why the last try failed.
	flushing bool
	err      error
}

func (b *background) init() {
	b.ctx, b.cancel = context.WithCancel(context.Background())
	b.flush, b.merge = make(chan struct{}, 1), make(chan struct{}, 1)
	b.idle = sync.NewCond(&b.mu)
}

func (b *background) start(s *Store) {
	for _, task := range []struct {
		wake chan struct{}
		run  func(context.Context)
	}{{b.flush, s.tendMemory}, {b.merge, s.tendFiles}} {
		b.wait.Go(func() {
			for {
				select {
				case <-b.ctx.Done():
					return
				case <-task.wake:
					task.run(b.ctx)
				}
			}
		})
	}
}

// do runs f beside everything else; drop is called instead when the store is closing.
func (b *background) do(f func(context.Context), drop func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped {
		drop()
		return
	}
	b.wait.Go(func() { f(b.ctx) })
}

func (b *background) stop() {
	b.mu.Lock()
	b.stopped = true
	b.mu.Unlock()
	b.cancel()
	b.wait.Wait()
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// tendMemory writes what is frozen to files, and tells those who wait for it.
func (s *Store) tendMemory(ctx context.Context) {
	err := s.flush(ctx)
	s.work.mu.Lock()
	s.work.flushing, s.work.err = false, err
	s.work.idle.Broadcast()
	s.work.mu.Unlock()
	if err == nil {
		s.wakeMerge()
	}
}

// tendFiles merges files until there is nothing to merge. After an error it tries again when it is
// woken the next time.
func (s *Store) tendFiles(ctx context.Context) {
	for again, err := true, error(nil); again && err == nil && ctx.Err() == nil; {
		again, err = s.mergeSome(ctx)
	}
}

func (s *Store) wakeMerge() {
	if s.opt.Foreground {
		s.tendFiles(s.work.ctx)
		return
	}
	wake(s.work.merge)
}

// full reports that what lies in memory is worth files of its own.
func (s *Store) full(st *state) bool {
	rows := 0
	for _, m := range st.mem {
		rows += m.rows()
	}
	return rows >= s.opt.FlushRows || st.memBytes >= s.opt.FlushBytes || s.log != nil && s.log.size >= s.opt.FlushBytes/2
}

// relieve has memory written to files when there is much in it. The caller has the writer's
// token. It waits only when the files do not keep up.
func (s *Store) relieve() {
	st := s.current()
	full, frozen := s.full(st), st.isFrozen()
	huge := st.memBytes >= 4*s.opt.FlushBytes || rowsOf(st.mem) >= 4*s.opt.FlushRows
	st.drop()
	if !full {
		return
	}
	if frozen {
		s.wakeFlush()
		if !huge {
			return
		}
		s.awaitFlush()
	}
	if s.freeze() != nil {
		return // memory grows until it succeeds: nothing is lost, the log has it
	}
}

func rowsOf(runs []*memRun) (n int) {
	for _, m := range runs {
		n += m.rows()
	}
	return n
}

func (st *state) isFrozen() bool {
	return len(st.frozen)+len(st.frozenBlobs) > 0 || len(st.memTerms) > 1
}

func (s *Store) wakeFlush() {
	if s.opt.Foreground {
		s.tendMemory(s.work.ctx)
		return
	}
	s.work.mu.Lock()
	s.work.flushing = true
	s.work.mu.Unlock()
	wake(s.work.flush)
}

// awaitFlush waits for the background, and says why it failed.
func (s *Store) awaitFlush() error {
	s.work.mu.Lock()
	defer s.work.mu.Unlock()
	for s.work.flushing && s.work.ctx.Err() == nil {
		s.work.idle.Wait()
	}
	return s.work.err
}

// freeze begins a new log and sets what lies in memory aside, to be written to files. The caller
// has the writer's token; nothing is frozen already.
func (s *Store) freeze() error {
	st := s.current()
	defer st.drop()
	if st.isFrozen() {
		s.wakeFlush()
		return nil
	}
	if err := s.nextLog(st.version); err != nil {
		return err
	}
	s.files.Lock()
	s.mu.Lock()
	next := s.now.next()
	next.frozen, next.mem = next.mem, nil
	next.frozenBlobs, next.memBlobs = next.memBlobs, nil
	next.memTerms = append(slices.Clone(next.memTerms), newMemTerms(next.maxID+1))
	next.memBytes = 0
	next.frozenLog, next.frozenVersion = s.log.number, next.version
	next.start()
	old := s.now
	s.now = next
	s.mu.Unlock()
	s.files.Unlock()
	old.drop()
	s.wakeFlush()
	return nil
}

// nextLog has the commits after version written to a new log.
func (s *Store) nextLog(version uint64) error {
	log, err := createLog(s.fs, s.path, s.log.number+1, version)
	if err != nil {
		if errors.Is(err, errLeft) {
			s.failed = err
		}
		return err
	}
	_ = s.log.f.Close() // every commit in it is durable
	s.log = log
	s.mark.set(s, log.number, log.size)
	return nil
}

// flush writes what is frozen to files.
func (s *Store) flush(ctx context.Context) error {
	st := s.current()
	if st == nil {
		return nil
	}
	defer st.drop()
	if !st.isFrozen() {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	var made newFiles
	err := s.writeFrozen(st, &made)
	if err != nil {
		return errors.Join(fmt.Errorf("write memory to files: %w", err), s.discard(&made))
	}
	return s.install(&made, func(m *manifest, next *state) {
		m.Version, m.FirstLog = st.frozenVersion, st.frozenLog
		m.NextID = next.memTerms[len(next.memTerms)-1].first
		next.frozen, next.frozenBlobs = nil, nil
		next.memTerms = next.memTerms[len(next.memTerms)-1:]
	}, nil)
}

// newFiles are files that were written and are not named in a manifest yet.
type newFiles struct {
	quads []*fileRef[*quadFile]
	terms []*fileRef[*termFile]
	blobs []*fileRef[*blobFile]
	infos [3][]fileInfo
}

// nextName gives out the name of a new file.
func (s *Store) nextName(prefix string) string {
	s.files.Lock()
	defer s.files.Unlock()
	n := s.manifest.NextFile
	s.manifest.NextFile++
	return fmt.Sprintf("%s%08d", prefix, n)
}

func (s *Store) addQuads(made *newFiles, w *quadWriter, name string) error {
	size, check, err := w.finish()
	if err != nil {
		return err
	}
	info := fileInfo{Name: name, Size: size, Check: check}
	made.infos[0] = append(made.infos[0], info)
	f, err := openQuads(s.fs, s.path, info)
	if err != nil {
		return err
	}
	made.quads = append(made.quads, newFileRef(f, f.unmap))
	return nil
}

func (s *Store) addTerms(made *newFiles, w *termWriter, name string) error {
	size, check, err := w.finish()
	if err != nil {
		return err
	}
	info := fileInfo{Name: name, Size: size, Check: check}
	made.infos[1] = append(made.infos[1], info)
	f, err := openTerms(s.fs, s.path, info)
	if err != nil {
		return err
	}
	made.terms = append(made.terms, newFileRef(f, f.unmap))
	return nil
}

func (s *Store) addBlobs(made *newFiles, runs []blobRun, last bool) error {
	name := s.nextName(blobPrefix)
	size, check, _, err := writeBlobs(s.fs, s.name(name), runs, last)
	if err != nil {
		return err
	}
	info := fileInfo{Name: name, Size: size, Check: check}
	made.infos[2] = append(made.infos[2], info)
	f, err := openBlobs(s.fs, s.path, info)
	if err != nil {
		return err
	}
	made.blobs = append(made.blobs, newFileRef(f, f.unmap))
	return nil
}

// release unmaps files that no snapshot holds.
func (n *newFiles) release() {
	for _, f := range n.quads {
		_ = f.release()
	}
	for _, f := range n.terms {
		_ = f.release()
	}
	for _, f := range n.blobs {
		_ = f.release()
	}
}

// discard removes files that will not be named.
func (s *Store) discard(made *newFiles) (err error) {
	made.release()
	for _, list := range made.infos {
		for _, f := range list {
			err = errors.Join(err, s.fs.Remove(s.name(f.Name)))
		}
	}
	return err
}

func (s *Store) writeFrozen(st *state, made *newFiles) error {
	var pace pacer
	all := &memRun{}
	for _, m := range slices.Backward(st.frozen) { // the smallest first
		all = mergeMem(all, m)
		pace.step()
	}
	if all.rows() > 0 {
		name := s.nextName(quadPrefix)
		w, err := createQuads(s.fs, s.name(name))
		if err != nil {
			return err
		}
		for o := range orders {
			w.writeAll(o, false, all.added[o])
			w.writeAll(o, true, all.removed[o])
		}
		if err := s.addQuads(made, w, name); err != nil {
			return err
		}
	}
	if terms := st.memTerms[0]; len(st.memTerms) > 1 && terms.len() > 0 {
		name := s.nextName(termPrefix)
		w, err := createTerms(s.fs, s.name(name), terms.first)
		if err != nil {
			return err
		}
		for _, id := range terms.sortedIDs() {
			w.add([]byte(terms.keys[id-terms.first]), id)
			if w.n%checkEvery == 0 {
				pace.step()
			}
		}
		if err := s.addTerms(made, w, name); err != nil {
			return err
		}
	}
	if len(st.frozenBlobs) > 0 {
		var runs []blobRun
		for _, m := range st.frozenBlobs {
			runs = append(runs, m)
		}
		return s.addBlobs(made, runs, len(st.blobs) == 0)
	}
	return nil
}

// gone are files that a merge replaces.
type gone struct {
	quads, terms, blobs map[string]bool
}

// install names new files in the manifest, in place of those that are gone, and makes the
// snapshot over them the newest one. change edits both; the lists of files are already as they will be.
func (s *Store) install(made *newFiles, change func(*manifest, *state), replaced *gone) error {
	s.files.Lock()
	defer s.files.Unlock()
	if replaced == nil {
		replaced = &gone{}
	}
	m := *s.manifest
	m.Quads = exchange(m.Quads, made.infos[0], replaced.quads, false)
	m.Terms = exchange(m.Terms, made.infos[1], replaced.terms, false)
	m.Blobs = exchange(m.Blobs, made.infos[2], replaced.blobs, true)
	probe := s.current()
	if probe == nil {
		return s.discard(made)
	}
	trial := probe.next()
	change(&m, trial)
	err := writeManifest(s.fs, s.path, &m)
	probe.drop()
	if err != nil {
		return s.takeBack(made, err)
	}
	before := *s.manifest
	*s.manifest = m
	s.mu.Lock()
	next := s.now.next()
	change(&m, next)
	next.quads = exchangeRefs(next.quads, made.quads, replaced.quads, false)
	next.terms = exchangeRefs(next.terms, made.terms, replaced.terms, false)
	next.blobs = exchangeRefs(next.blobs, made.blobs, replaced.blobs, true)
	next.start()
	old := s.now
	s.now = next
	s.mu.Unlock()
	old.drop()
	s.removeOld(&before, &m)
	return nil
}

// takeBack undoes an exchange of manifests that failed: perhaps the new one is there already.
func (s *Store) takeBack(made *newFiles, err error) error {
	if back := writeManifest(s.fs, s.path, s.manifest); back != nil {
		made.release() // the files stay: which manifest will be found is not known
		return errors.Join(errUndecided, err, back)
	}
	return errors.Join(err, s.discard(made))
}

// errUndecided says that either of two manifests may be found when the store is opened again.
var errUndecided = errors.New("the manifest could be neither replaced nor kept")

// exchange takes the gone out of a list and puts the new in: where the first one gone was, or at
// the end, or at the front when the newest come first.
func exchange(list, fresh []fileInfo, gone map[string]bool, newestFirst bool) []fileInfo {
	return exchangeBy(list, fresh, func(f fileInfo) bool { return gone[f.Name] }, newestFirst)
}

type named interface{ fileName() string }

func (f *mapped) fileName() string { return f.name }

func exchangeRefs[F named](list, fresh []*fileRef[F], gone map[string]bool, newestFirst bool) []*fileRef[F] {
	return exchangeBy(list, fresh, func(f *fileRef[F]) bool { return gone[f.file.fileName()] }, newestFirst)
}

func exchangeBy[T any](list, fresh []T, gone func(T) bool, newestFirst bool) []T {
	out := make([]T, 0, len(list)+len(fresh))
	at := slices.IndexFunc(list, gone)
	if at < 0 && !newestFirst {
		at = len(list)
	}
	at = max(at, 0)
	out = append(append(out, list[:at]...), fresh...)
	for _, x := range list[at:] {
		if !gone(x) {
			out = append(out, x)
		}
	}
	return out
}

// removeOld removes files that the manifest no longer names. One that stays is removed at the
// next opening.
func (s *Store) removeOld(before, now *manifest) {
	wanted := map[string]bool{}
	for _, list := range [][]fileInfo{now.Quads, now.Terms, now.Blobs} {
		for _, f := range list {
			wanted[f.Name] = true
		}
	}
	for _, list := range [][]fileInfo{before.Quads, before.Terms, before.Blobs} {
		for _, f := range list {
			if !wanted[f.Name] {
				_ = s.fs.Remove(s.name(f.Name))
			}
		}
	}
	for n := before.FirstLog; n < now.FirstLog; n++ {
		_ = s.fs.Remove(s.name(logName(n)))
	}
}

// Package worker takes scans from the sorting centres and turns them into events.
package worker

import (
	"context"
	"errors"
	"time"
)

var ErrClosed = errors.New("queue is closed")

type Scan struct {
	Code  string
	Place string
	At    time.Time
}

type Queue struct {
	scans chan Scan
	done  chan struct{}
}

func NewQueue(size int) *Queue {
	return &Queue{scans: make(chan Scan, size), done: make(chan struct{})}
}

// Push hands a scan over, or gives up when the queue is closed.
func (q *Queue) Push(ctx context.Context, scan Scan) error {
	select {
	case q.scans <- scan:
		return nil
	case <-q.done:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (q *Queue) Close() { close(q.done) }

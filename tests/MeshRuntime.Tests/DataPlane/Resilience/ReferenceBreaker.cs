namespace MeshRuntime.Tests.DataPlane.Resilience;

/// <summary>A breaker as its description reads, with one counter for everything and a number for each generation.</summary>
internal sealed class ReferenceBreaker(int maxRequests, int trip, int interval, int openFor)
{
    private string _state = "closed";
    private int _generation;
    private int _requests;
    private int _successes;
    private int _failures;
    private int? _ends = interval > 0 ? interval : null;

    public int? Enter(int now)
    {
        Turn(now);
        if (_state == "open" || (_state == "half-open" && _requests >= maxRequests))
            return null;
        _requests++;
        return _generation;
    }

    public void Exit(int generation, bool isSuccess, int now)
    {
        Turn(now);
        if (generation != _generation)
            return;
        (_successes, _failures) = isSuccess ? (_successes + 1, 0) : (0, _failures + 1);
        if (_state == "half-open" && (!isSuccess || _successes >= maxRequests))
            Become(isSuccess ? "closed" : "open", now);
        else if (_state == "closed" && !isSuccess && _failures > trip)
            Become("open", now);
    }

    public string State(int now)
    {
        Turn(now);
        return _state;
    }

    private void Turn(int now)
    {
        if (now >= _ends)
            Become(_state == "open" ? "half-open" : "closed", now);
    }

    private void Become(string state, int now)
    {
        (_state, _requests, _successes, _failures) = (state, 0, 0, 0);
        _generation++;
        _ends = state == "open" ? now + openFor : state == "closed" && interval > 0 ? now + interval : null;
    }
}

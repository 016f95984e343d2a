// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "tests/ring/stateset.h"

namespace Amp::Model {

struct Exploration
{
    std::uint64_t states = 0;
    std::uint64_t ends = 0; // states that nothing follows
    bool isComplete = true; // or it was ended by maxStates
    std::string violation;  // empty: none
    std::vector<std::string> trace;
};

// Visits every state that a model can reach, once each, until one violates an invariant.
//
// A model has a State of bytes, and:
//   State &state()                 the one that it works on
//   void begin()                   makes it the first state
//   void list(std::vector<Step> &) the steps that can follow it
//   const char *take(Step)         takes one; null, or the invariant that is violated then
//   const char *checkEnd()         the same for a state that nothing follows
//   std::string describe(Step)
// Visited states are told apart by a hash of 64 bits.
template <typename Model>
class Explorer
{
public:
    using State = typename Model::State;
    using Step = typename Model::Step;

    Explorer(Model &model, std::uint64_t maxStates)
        : m_model(model)
        , m_maxStates(maxStates)
    {}

    Exploration run()
    {
        m_model.begin();
        enter(0, {});
        while (!m_open.empty() && m_result.violation.empty() && m_result.isComplete)
            expand();
        m_result.states = m_nodes.size();
        return std::move(m_result);
    }

private:
    struct Node // how a state was reached first
    {
        std::uint32_t parent;
        Step step;
    };
    struct Open
    {
        std::uint32_t node;
        State state;
    };

    void enter(std::uint32_t parent, Step step)
    {
        if (!m_visited.insert(hashOf(&m_model.state(), sizeof(State))))
            return;
        m_nodes.push_back({parent, step});
        m_open.emplace_back();
        m_open.back().node = std::uint32_t(m_nodes.size() - 1);
        std::memcpy(&m_open.back().state, &m_model.state(), sizeof(State));
        m_result.isComplete = m_nodes.size() < m_maxStates;
    }

    void expand()
    {
        const std::uint32_t node = m_open.back().node;
        std::memcpy(m_from.get(), &m_open.back().state, sizeof(State));
        m_open.pop_back();
        restore();
        m_steps.clear();
        m_model.list(m_steps);
        if (m_steps.empty()) {
            ++m_result.ends;
            if (const char *violation = m_model.checkEnd())
                report(violation, node, nullptr);
        }
        for (const Step step : m_steps) {
            restore();
            if (const char *violation = m_model.take(step))
                return report(violation, node, &step);
            enter(node, step);
        }
    }

    void restore() { std::memcpy(&m_model.state(), m_from.get(), sizeof(State)); }

    void report(const char *violation, std::uint32_t node, const Step *last)
    {
        m_result.violation = violation;
        std::vector<Step> steps;
        if (last)
            steps.push_back(*last);
        for (; node != 0; node = m_nodes[node].parent)
            steps.push_back(m_nodes[node].step);
        for (auto step = steps.rbegin(); step != steps.rend(); ++step)
            m_result.trace.push_back(m_model.describe(*step));
    }

    Model &m_model;
    const std::uint64_t m_maxStates;
    Exploration m_result;
    StateSet m_visited;
    std::vector<Node> m_nodes;
    std::vector<Open> m_open;
    std::vector<Step> m_steps;
    std::unique_ptr<State> m_from = std::make_unique<State>();
};

} // namespace Amp::Model
